import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ok } from "../../api/client";
import type { SessionDetail } from "./queries";

const POLL_MS = 3_000;

/** Followed while it is being made. */
export function useAnalysis({ id, analysis }: SessionDetail) {
  return useQuery({
    queryKey: ["session", id, "analysis"],
    queryFn: () => ok(api().GET("/v1/sessions/{session_id}/analysis", { params: { path: { session_id: id } } })),
    initialData: analysis ?? undefined,
    enabled: (query) => query.state.data !== undefined,
    refetchInterval: (query) => (query.state.data?.status === "pending" ? POLL_MS : false),
    staleTime: 60_000,
  });
}

export function useAnalyse(sessionId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      ok(api().POST("/v1/sessions/{session_id}/analysis", { params: { path: { session_id: sessionId } }, body: {} })),
    onSuccess: (asked) => client.setQueryData(["session", sessionId, "analysis"], asked),
  });
}
