import type { Schemas } from "@speaknode/api";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SessionFilters } from "../../app/router";
import { api, ok } from "../../api/client";
import { usePages } from "../../kit/pages";
import { ApiError, errorOf } from "../../api/problem";
import { partOf } from "../../kit/download";
import type { Peaks } from "./timing";

export type Session = Schemas["Session"];
export type SessionDetail = Schemas["SessionDetail"];
export type RecordingLink = Schemas["RecordingLink"];

/** A day of the reader's own time zone → the moment it begins (or the next one begins). */
export function dayStart(day: string, plusDays = 0): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + plusDays).toISOString();
}

function queryOf({ agent, status, channel, caller, from, to }: SessionFilters, cursor?: string) {
  return {
    ...(cursor ? { cursor } : {}),
    ...(agent ? { agent_id: agent } : {}),
    ...(status ? { status: status as Schemas["SessionStatus"] } : {}),
    ...(channel ? { channel: channel as Schemas["Channel"] } : {}),
    ...(caller ? { caller } : {}),
    ...(from ? { from: dayStart(from) } : {}),
    ...(to ? { to: dayStart(to, 1) } : {}),
  };
}

export function listSessions(filters: SessionFilters, cursor?: string, limit = 50) {
  return ok(api().GET("/v1/sessions", { params: { query: { limit, ...queryOf(filters, cursor) } } }));
}

export type ExportFormat = Schemas["ExportFormat"];

/** One file of an export, and where the next one begins. */
export async function exportSessions(filters: SessionFilters, format: ExportFormat, cursor?: string) {
  const query = { format, ...queryOf(filters, cursor) };
  const { data, error, response } = await api().GET("/v1/sessions/export", { params: { query }, parseAs: "blob" });
  if (!response.ok) throw errorOf(response, error);
  return partOf(data, response);
}

export function useSessions(filters: SessionFilters) {
  return usePages(["sessions", "list", filters], (cursor) => listSessions(filters, cursor));
}

export function useSession(sessionId: string, refetchInterval: number | false = false) {
  return useQuery({
    queryKey: ["session", sessionId],
    queryFn: () => ok(api().GET("/v1/sessions/{session_id}", { params: { path: { session_id: sessionId } } })),
    refetchInterval,
    // The links of its recordings work for five minutes.
    staleTime: 60_000,
  });
}

export function useEndSession(sessionId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ok(api().POST("/v1/sessions/{session_id}/end", { params: { path: { session_id: sessionId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["session", sessionId] }),
  });
}

/** `leave` is gone through first: the page of what is deleted would ask for it again. */
export function useDeleteSession(sessionId: string, leave: () => Promise<void>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ok(api().DELETE("/v1/sessions/{session_id}", { params: { path: { session_id: sessionId } } })),
    onSuccess: async () => {
      await leave();
      client.removeQueries({ queryKey: ["session", sessionId] });
      void client.invalidateQueries({ queryKey: ["sessions"] });
    },
  });
}

export function usePeaks(link: RecordingLink | undefined) {
  return useQuery({
    queryKey: ["peaks", link?.key],
    enabled: link !== undefined,
    staleTime: Infinity,
    queryFn: async () => {
      const response = await fetch(link?.url ?? "");
      if (!response.ok) throw new ApiError(response.status, "peaks", response.statusText);
      return (await response.json()) as Peaks;
    },
  });
}
