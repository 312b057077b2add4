import type { Schemas } from "@speaknode/api";
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { api, ok } from "../../api/client";
import { ApiError } from "../../api/problem";
import { usePages } from "../../kit/pages";
import { type List, useList } from "./list";

export type Entry = Schemas["DoNotCallEntry"];
export type Imported = Schemas["DoNotCallImported"];

export function useEntries() {
  const list = useList();
  return usePages(["do-not-call", list, "all"], (cursor) =>
    ok(api().GET(list, { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
  );
}

/** The entry of a number; null: it is not on the list. */
export function useEntry(number: string) {
  const list = useList();
  return useQuery({
    queryKey: ["do-not-call", list, "one", number],
    enabled: number !== "",
    queryFn: async () => {
      try {
        return await ok(api().GET(`${list}/{number}`, { params: { path: { number } } }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });
}

export function addNumbers(list: List, body: Schemas["DoNotCallAdd"]) {
  return ok(api().POST(list, { body }));
}

export function removeNumber(list: List, number: string) {
  return ok(api().DELETE(`${list}/{number}`, { params: { path: { number } } }));
}

export function importNumbers(list: List, body: Schemas["DoNotCallImport"]): Promise<Imported> {
  return ok(api().POST(`${list}/import`, { body }));
}

export function forget(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ["do-not-call"] });
}
