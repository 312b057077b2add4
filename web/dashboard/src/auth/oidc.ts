// Sign-in with any OIDC issuer: authorization code with PKCE. Loaded only when somebody signs in or renews.

import { UserManager, WebStorageStateStore } from "oidc-client-ts";
import { config } from "../app/config";
import { clientId, tokenChanged } from "./tokens";

let manager: UserManager | null = null;

function users(): UserManager {
  manager ??= new UserManager({
    authority: config().issuer_url,
    client_id: clientId(),
    redirect_uri: `${location.origin}/callback`,
    popup_redirect_uri: `${location.origin}/callback`,
    post_logout_redirect_uri: `${location.origin}/`,
    scope: "openid email profile offline_access",
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    automaticSilentRenew: false,
    // A popup of a sign-in in mid-work; the state store must be shared with it, see popup().
    popupWindowFeatures: { width: 480, height: 640 },
  });
  return manager;
}

export async function signIn(returnTo: string): Promise<void> {
  await users().signinRedirect({ state: { returnTo } });
}

/** Signs in again in a window of its own: the page behind it keeps everything that was typed. */
export async function signInPopup(): Promise<void> {
  await users().signinPopup();
  tokenChanged();
}

/** On /callback: returns where to go on, or null in a popup (the opener takes over and closes it). */
export async function finishSignIn(): Promise<string | null> {
  if (window.opener) {
    await users().signinPopupCallback();
    return null;
  }
  const user = await users().signinRedirectCallback();
  tokenChanged();
  const state = user.state as { returnTo?: string } | undefined;
  return state?.returnTo?.startsWith("/") ? state.returnTo : "/";
}

/** With the refresh token, if the issuer gave one. */
export async function renew(): Promise<boolean> {
  try {
    const user = await users().getUser();
    if (!user?.refresh_token) return false;
    await users().signinSilent();
    tokenChanged();
    return true;
  } catch (error) {
    console.info("the token could not be renewed", error);
    return false;
  }
}

export async function signOut(): Promise<void> {
  await users().signoutRedirect();
}
