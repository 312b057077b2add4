// A 401 in mid-work: renew quietly; else ask to sign in, and let the waiting requests go on.

import { useSyncExternalStore } from "react";

let waiting: Promise<void> | null = null;
let release: (() => void) | null = null;
const listeners = new Set<() => void>();

/** Resolves when there is a new token. All requests that fail meanwhile share one recovery. */
export function recoverSignIn(): Promise<void> {
  waiting ??= recover().finally(() => {
    waiting = null;
  });
  return waiting;
}

async function recover(): Promise<void> {
  const { renew } = await import("./oidc");
  if (await renew()) return;
  await new Promise<void>((resolve) => {
    release = resolve;
    announce();
  });
  release = null;
  announce();
}

function announce(): void {
  for (const listener of listeners) listener();
}

export function signedInAgain(): void {
  release?.();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether requests wait for a person to sign in again. */
export function useNeedsSignIn(): boolean {
  return useSyncExternalStore(subscribe, () => release !== null);
}
