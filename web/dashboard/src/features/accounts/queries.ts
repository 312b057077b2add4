import type { Schemas } from "@speaknode/api";
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { api, ifMatch, ok, once } from "../../api/client";
import { REFRESH_MS, usePages } from "../../kit/pages";

export type Account = Schemas["AccountView"];
export type ListedAccount = Schemas["TelephonyAccount"];
export type Carrier = Schemas["CarrierView"];
export type AvailableNumber = Schemas["AvailableNumber"];
export interface NumberSearch {
  buy: boolean;
  country?: string;
  contains?: string;
}

const STALE_MS = 5 * 60_000;
const path = (accountId: string) => ({ account_id: accountId });
const isUnderWay = ({ status }: { status: Account["status"] }) => status === "pending";

export function useCarriers() {
  return useQuery({ queryKey: ["carriers"], staleTime: STALE_MS, queryFn: () => ok(api().GET("/v1/telephony-carriers")) });
}

export function listAccounts(cursor?: string, limit = 50) {
  return ok(api().GET("/v1/telephony-accounts", { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }));
}

export function useAccounts() {
  return usePages(["accounts", "list"], (cursor) => listAccounts(cursor), isUnderWay);
}

/** For pickers and names: the first hundred. */
export function useAccountOptions(): ListedAccount[] {
  const query = useQuery({ queryKey: ["accounts", "options"], queryFn: () => listAccounts(undefined, 100) });
  return query.data?.items ?? [];
}

export function getAccount(accountId: string) {
  return ok(api().GET("/v1/telephony-accounts/{account_id}", { params: { path: path(accountId) } }));
}

export function useAccount(accountId: string) {
  return useQuery({
    queryKey: ["accounts", "one", accountId],
    queryFn: () => getAccount(accountId),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? REFRESH_MS : false),
  });
}

export function createAccount(body: Schemas["AccountCreate"]) {
  return ok(api().POST("/v1/telephony-accounts", { body, params: { header: once() } }));
}

export function updateAccount(account: Account, body: Schemas["AccountUpdate"]) {
  const params = { path: path(account.id), header: ifMatch(account.revision) };
  return ok(api().PATCH("/v1/telephony-accounts/{account_id}", { params, body }));
}

export function deleteAccount(accountId: string) {
  return ok(api().DELETE("/v1/telephony-accounts/{account_id}", { params: { path: path(accountId) } }));
}

export function testAccount(accountId: string) {
  return ok(api().POST("/v1/telephony-accounts/{account_id}/test", { params: { path: path(accountId) } }));
}

export function useAvailable(accountId: string, query: NumberSearch | null) {
  return useQuery({
    queryKey: ["accounts", "available", accountId, query],
    enabled: query !== null,
    retry: false, // What the carrier refuses is told at once.
    queryFn: () => ok(api().GET("/v1/telephony-accounts/{account_id}/available-numbers", { params: { path: path(accountId), query: query ?? {} } })),
  });
}

export function keep(client: QueryClient, account: Account): void {
  client.setQueryData(["accounts", "one", account.id], account);
  void client.invalidateQueries({ queryKey: ["accounts"] });
}
