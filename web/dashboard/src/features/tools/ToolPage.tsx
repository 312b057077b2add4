import { useParams } from "@tanstack/react-router";
import { Loaded } from "../../kit/States";
import { useTool } from "./queries";
import { ToolForm } from "./ToolForm";

export function ToolPage() {
  const { toolId } = useParams({ from: "/shell/tools/$toolId" });
  return toolId === "new" ? <ToolForm tool={null} /> : <Existing toolId={toolId} />;
}

function Existing({ toolId }: { toolId: string }) {
  const query = useTool(toolId);
  return (
    <Loaded query={query} rows={8}>
      {(tool) => <ToolForm key={`${tool.id}`} tool={tool} />}
    </Loaded>
  );
}
