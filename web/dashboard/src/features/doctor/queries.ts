import type { Schemas } from "@speaknode/api";
import { api, ok } from "../../api/client";
import { usePages } from "../../kit/pages";

export type Diagnosis = Schemas["Diagnosis"];
export type LoopReport = Schemas["LoopReport"];
export type TracedCall = Schemas["TracedCall"];

export interface Question extends Record<string, unknown> {
  number: string;
  from_address: string;
  caller: string;
}

export function explain({ number, from_address, caller }: Question) {
  const query = { number, ...(from_address ? { from_address } : {}), ...(caller ? { caller } : {}) };
  return ok(api().GET("/v1/sip/doctor", { params: { query } }));
}

export function ring(number: string) {
  return ok(api().POST("/v1/sip/doctor/call", { body: { number } }));
}

export function useLastCalls(accountId: string) {
  const query = { telephony_account_id: accountId, limit: 20 };
  return usePages(["sip-calls", accountId], () => ok(api().GET("/v1/sip/calls", { params: { query } })));
}
