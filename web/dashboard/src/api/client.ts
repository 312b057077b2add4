// The API client of the dashboard: token, space, time-out; one renewal on a 401, then sign-in.

import { apiClient, type ApiClient } from "@speaknode/api";
import { config } from "../app/config";
import { recoverSignIn } from "../auth/recovery";
import { accessToken } from "../auth/tokens";
import { spaceId } from "../features/spaces/current";
import { errorOf, offlineError } from "./problem";

const TIMEOUT_MS = 20_000;
let client: ApiClient | null = null;

export function api(): ApiClient {
  client ??= apiClient({ baseUrl: config().api_url, fetch: authorisedFetch });
  return client;
}

async function authorisedFetch(request: Request): Promise<Response> {
  const first = await attempt(request.clone());
  if (first.status !== 401) return first;
  await recoverSignIn();
  return attempt(request);
}

async function attempt(request: Request): Promise<Response> {
  const token = accessToken();
  if (token) request.headers.set("Authorization", `Bearer ${token}`);
  const space = spaceId();
  // Who I am does not depend on a space, and must answer even when the remembered one is gone.
  if (space && !request.url.endsWith("/v1/me")) request.headers.set("Speaknode-Space", space);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    return await fetch(request, { signal });
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw offlineError(error);
  }
}

/** The body of a successful answer; anything else is thrown as an ApiError. */
export async function ok<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw errorOf(response, error);
  return data as T;
}

/** Headers of a create: a retry of the same click never makes two. */
export function once(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": crypto.randomUUID() };
}

export function ifMatch(revision: number): { "If-Match": string } {
  return { "If-Match": `"${revision}"` };
}
