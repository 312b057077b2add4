import type { Schemas } from "@speaknode/api";
import { useQuery } from "@tanstack/react-query";
import { api, ok } from "../../api/client";

export type CallLimits = Schemas["CallLimitsUsed"];

export const limitsKey = ["call-limits"];

export function useCallLimits() {
  return useQuery({ queryKey: limitsKey, queryFn: () => ok(api().GET("/v1/call-limits")) });
}

export function putCallLimits(body: Schemas["CallLimitsInput"]): Promise<CallLimits> {
  return ok(api().PUT("/v1/call-limits", { body }));
}
