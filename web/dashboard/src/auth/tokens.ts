// The token of the signed-in person. Read straight from oidc-client-ts's storage, so that a page that
// opens signed in does not load that library.

import { useSyncExternalStore } from "react";
import { config } from "../app/config";

export const CLIENT_ID = "speaknode-dashboard";
const listeners = new Set<() => void>();

interface StoredUser {
  access_token?: string;
  expires_at?: number;
  profile?: { email?: string; name?: string };
}

export function clientId(): string {
  return config().oidc_client_id || CLIENT_ID;
}

function stored(): StoredUser | null {
  const text = sessionStorage.getItem(`oidc.user:${config().issuer_url}:${clientId()}`);
  return text ? (JSON.parse(text) as StoredUser) : null;
}

/** The access token, or null when nobody is signed in. An expired one is returned too: a 401 renews it. */
export function accessToken(): string | null {
  return stored()?.access_token ?? null;
}

export function expiresSoon(withinS = 30): boolean {
  const expiry = stored()?.expires_at;
  return expiry !== undefined && expiry - Date.now() / 1000 < withinS;
}

export function tokenChanged(): void {
  for (const listener of listeners) listener();
}

export function onTokenChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSignedIn(): boolean {
  return useSyncExternalStore(onTokenChange, () => accessToken() !== null);
}
