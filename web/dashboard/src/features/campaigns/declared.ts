import type { Schemas } from "@speaknode/api";
import { useAgent, useVersion } from "../agents/queries";

/** The variables of the agent's version that will call. */
export function useDeclared(agentId: string, version: number | null): Schemas["Variable"][] {
  const agent = useAgent(agentId, agentId !== "").data;
  const pinned = useVersion(agentId, version ?? agent?.published_version ?? null).data;
  return pinned?.config.variables ?? agent?.variables ?? [];
}
