import type { Schemas } from "@speaknode/api";
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, ok, once } from "../../api/client";
import { usePages } from "../../kit/pages";
import type { Agent, Config } from "./model";

const path = (agentId: string) => ({ agent_id: agentId });

export function listAgents(cursor?: string, limit = 50) {
  return ok(api().GET("/v1/agents", { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }));
}

export function useAgents() {
  return usePages(["agents", "list"], (cursor) => listAgents(cursor));
}

/** For pickers: the first hundred, newest first. */
export function useAgentOptions() {
  const query = useQuery({ queryKey: ["agents", "options"], queryFn: () => listAgents(undefined, 100) });
  return (query.data?.items ?? []).map((agent) => ({ value: agent.id, label: agent.name }));
}

export function getAgent(agentId: string) {
  return ok(api().GET("/v1/agents/{agent_id}", { params: { path: path(agentId) } }));
}

export function useAgent(agentId: string, enabled = true) {
  return useQuery({ queryKey: ["agent", agentId], enabled, queryFn: () => getAgent(agentId) });
}

/** An answer of the API is the newest there is: every list and editor takes it. */
export function keep(client: QueryClient, agent: Agent): void {
  client.setQueryData(["agent", agent.id], agent);
  void client.invalidateQueries({ queryKey: ["agents"] });
  void client.invalidateQueries({ queryKey: ["versions", agent.id] });
}

export function createAgent(body: Schemas["AgentCreate"]) {
  return ok(api().POST("/v1/agents", { body, params: { header: once() } }));
}

export function patchAgent(agentId: string, revision: number, patch: Partial<Config>) {
  const params = { path: path(agentId), header: ifMatch(revision) };
  return ok(api().PATCH("/v1/agents/{agent_id}", { params, body: patch as Schemas["AgentUpdate"] }));
}

export type Imported = Schemas["AgentImported"];
export type ImportNote = Schemas["ImportNote"];

/** A document as it is: the server knows ours from Vapi's. */
export async function importAgent(file: File): Promise<Imported> {
  const type = file.name.toLowerCase().endsWith(".json") ? "application/json" : "application/yaml";
  return ok(
    api().POST("/v1/agents/import", {
      body: (await file.text()) as never,
      bodySerializer: (text) => text as unknown as string,
      headers: { "Content-Type": type },
      params: { header: once() },
    }),
  );
}

export async function exportAgent(agentId: string): Promise<Blob> {
  const params = { path: path(agentId) };
  return (await ok(api().GET("/v1/agents/{agent_id}/export", { params, parseAs: "blob" }))) as unknown as Blob;
}

export function deleteAgent(agentId: string) {
  return ok(api().DELETE("/v1/agents/{agent_id}", { params: { path: path(agentId) } }));
}

export function duplicateAgent(agentId: string) {
  const params = { path: path(agentId), header: once() };
  return ok(api().POST("/v1/agents/{agent_id}/duplicate", { params }));
}

/** Publish or unpublish. */
export function usePublishing(agentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (publish: boolean) => {
      const params = { path: path(agentId) };
      return publish
        ? ok(api().POST("/v1/agents/{agent_id}/publish", { params }))
        : ok(api().POST("/v1/agents/{agent_id}/unpublish", { params }));
    },
    onSuccess: (agent) => keep(client, agent),
  });
}

export function useVersions(agentId: string) {
  return usePages(["versions", agentId], (cursor) =>
    ok(
      api().GET("/v1/agents/{agent_id}/versions", {
        params: { path: path(agentId), query: { limit: 20, ...(cursor ? { cursor } : {}) } },
      }),
    ),
  );
}

export function useVersion(agentId: string, version: number | null) {
  return useQuery({
    queryKey: ["version", agentId, version],
    enabled: version !== null,
    staleTime: Infinity,
    queryFn: () =>
      ok(
        api().GET("/v1/agents/{agent_id}/versions/{version}", {
          params: { path: { ...path(agentId), version: version ?? 0 } },
        }),
      ),
  });
}
