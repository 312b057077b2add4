import type { Schemas } from "@speaknode/api";
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { api, ifMatch, ok, once } from "../../api/client";
import { usePages } from "../../kit/pages";

export type PhoneNumber = Schemas["PhoneNumber"];

const path = (numberId: string) => ({ number_id: numberId });

export function listNumbers(cursor?: string, limit = 50) {
  return ok(api().GET("/v1/phone-numbers", { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }));
}

export function useNumbers() {
  return usePages(["numbers", "list"], (cursor) => listNumbers(cursor));
}

/** For pickers: the first hundred. */
export function useNumberOptions(): string[] {
  const query = useQuery({ queryKey: ["numbers", "options"], queryFn: () => listNumbers(undefined, 100) });
  return (query.data?.items ?? []).map(({ number }) => number);
}

export function getNumber(numberId: string) {
  return ok(api().GET("/v1/phone-numbers/{number_id}", { params: { path: path(numberId) } }));
}

export function useNumber(numberId: string) {
  return useQuery({ queryKey: ["numbers", "one", numberId], queryFn: () => getNumber(numberId) });
}

export function bindNumber(body: Schemas["PhoneNumberCreate"]) {
  return ok(api().POST("/v1/phone-numbers", { body, params: { header: once() } }));
}

export function updateNumber(number: PhoneNumber, body: Schemas["PhoneNumberUpdate"]) {
  const params = { path: path(number.id), header: ifMatch(number.revision) };
  return ok(api().PUT("/v1/phone-numbers/{number_id}", { params, body }));
}

export function unbindNumber(numberId: string) {
  return ok(api().DELETE("/v1/phone-numbers/{number_id}", { params: { path: path(numberId) } }));
}

export function call(body: Schemas["CallCreate"]) {
  return ok(api().POST("/v1/calls", { body, params: { header: once() } }));
}

export function keep(client: QueryClient, number: PhoneNumber): void {
  client.setQueryData(["numbers", "one", number.id], number);
  void client.invalidateQueries({ queryKey: ["numbers"] });
}
