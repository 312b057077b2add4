import type { Schemas } from "@speaknode/api";
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { api, ok } from "../../api/client";
import { ApiError } from "../../api/problem";
import { usePages } from "../../kit/pages";

export type Entry = Schemas["DoNotCallEntry"];
export type Imported = Schemas["DoNotCallImported"];

export function useEntries() {
  return usePages(["do-not-call", "list"], (cursor) =>
    ok(api().GET("/v1/do-not-call", { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
  );
}

/** The entry of a number; null: it is not on the list. */
export function useEntry(number: string) {
  return useQuery({
    queryKey: ["do-not-call", "one", number],
    enabled: number !== "",
    queryFn: async () => {
      try {
        return await ok(api().GET("/v1/do-not-call/{number}", { params: { path: { number } } }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });
}

export function addNumbers(body: Schemas["DoNotCallAdd"]) {
  return ok(api().POST("/v1/do-not-call", { body }));
}

export function removeNumber(number: string) {
  return ok(api().DELETE("/v1/do-not-call/{number}", { params: { path: { number } } }));
}

export function importNumbers(body: Schemas["DoNotCallImport"]): Promise<Imported> {
  return ok(api().POST("/v1/do-not-call/import", { body }));
}

export function forget(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ["do-not-call"] });
}
