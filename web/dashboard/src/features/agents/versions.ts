// What can be done with an agent's versions. Each answers with the agent as it is then.

import { useMutation, useQuery } from "@tanstack/react-query";
import type { Schemas } from "@speaknode/api";
import { api, ifMatch, ok } from "../../api/client";
import type { Agent } from "./model";
import { getAgent, type ImportNote } from "./queries";

export interface Part {
  version: number;
  weight: number;
}

export type Deed =
  | { kind: "restore"; version: number }
  | { kind: "label"; version: number; label: string }
  | { kind: "unlabel"; label: string }
  | { kind: "split"; split: Part[] };

export function useDeed({ id, revision }: Agent, onDone: (agent: Agent, deed: Deed) => void) {
  return useMutation({ mutationFn: (deed: Deed) => run(id, revision, deed), onSuccess: onDone });
}

/** What a restored version had that is no more. */
export function lostIn(agent: Agent): readonly ImportNote[] {
  return (agent as Partial<Schemas["AgentRestored"]>).report ?? [];
}

async function run(agent_id: string, revision: number, deed: Deed): Promise<Agent> {
  const path = { agent_id };
  switch (deed.kind) {
    case "restore": {
      // The draft that is lost is the one that was seen.
      const params = { path: { ...path, version: deed.version }, header: ifMatch(revision) };
      return ok(api().POST("/v1/agents/{agent_id}/versions/{version}/restore", { params }));
    }
    case "label": {
      const params = { path: { ...path, label: deed.label } };
      return ok(api().PUT("/v1/agents/{agent_id}/labels/{label}", { params, body: { version: deed.version } }));
    }
    case "unlabel":
      await ok(api().DELETE("/v1/agents/{agent_id}/labels/{label}", { params: { path: { ...path, label: deed.label } } }));
      return getAgent(agent_id);
    case "split":
      return ok(api().PUT("/v1/agents/{agent_id}/split", { params: { path }, body: { split: deed.split } }));
  }
}

/** Between any two of: a version's number, a label, "published", "draft". */
export function useDifference(agent: Agent, from: string, to: string) {
  return useQuery({
    queryKey: ["versions", agent.id, "diff", from, to, agent.revision],
    queryFn: () =>
      ok(api().GET("/v1/agents/{agent_id}/diff", { params: { path: { agent_id: agent.id }, query: { from, to } } })),
  });
}

/** Percent of the public's conversations that each part gets. */
export function shares(parts: Part[]): number[] {
  const whole = parts.reduce((sum, { weight }) => sum + (weight > 0 ? weight : 0), 0);
  return parts.map(({ weight }) => (whole && weight > 0 ? Math.round((100 * weight) / whole) : 0));
}
