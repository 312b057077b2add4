import { useParams } from "@tanstack/react-router";
import { Loaded } from "../../kit/States";
import { AgentEditor } from "./AgentEditor";
import { useAgent } from "./queries";

export function AgentPage() {
  const { agentId } = useParams({ from: "/shell/agents/$agentId" });
  const query = useAgent(agentId);
  return (
    <Loaded query={query} rows={8}>
      {(agent) => <AgentEditor key={agent.id} agent={agent} />}
    </Loaded>
  );
}
