import type { Schemas } from "@speaknode/api";
import { api, ok, once } from "../../api/client";
import { usePages } from "../../kit/pages";

export type ApiKey = Schemas["ApiKey"];
export type Credential = Schemas["Credential"];
export type Scope = Schemas["Scope"];

export function useApiKeys() {
  return usePages(["api-keys"], (cursor) =>
    ok(api().GET("/v1/api-keys", { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
  );
}

export function createKey(body: Schemas["ApiKeyCreate"]) {
  // No Idempotency-Key on purpose: its answer holds the secret, which must not be stored to be replayed.
  return ok(api().POST("/v1/api-keys", { body }));
}

export function deleteKey(keyId: string) {
  return ok(api().DELETE("/v1/api-keys/{key_id}", { params: { path: { key_id: keyId } } }));
}

export function useCredentials() {
  return usePages(["credentials"], (cursor) =>
    ok(api().GET("/v1/credentials", { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
  );
}

export function putCredential(name: string, value: string) {
  return ok(api().PUT("/v1/credentials/{name}", { params: { path: { name } }, body: { value } }));
}

export function deleteCredential(name: string) {
  return ok(api().DELETE("/v1/credentials/{name}", { params: { path: { name } } }));
}
