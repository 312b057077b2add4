import type { Schemas } from "@speaknode/api";
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, ok, once } from "../../api/client";
import { usePages } from "../../kit/pages";

export type Tool = Schemas["Tool"];
export type ToolInput = Schemas["ToolInput"];
export type Exchange = Schemas["Exchange"];

export function listTools(cursor?: string, limit = 50) {
  return ok(api().GET("/v1/tools", { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }));
}

export function useTools() {
  return usePages(["tools", "list"], (cursor) => listTools(cursor));
}

export function getTool(toolId: string) {
  return ok(api().GET("/v1/tools/{tool_id}", { params: { path: { tool_id: toolId } } }));
}

export function useTool(toolId: string) {
  return useQuery({ queryKey: ["tool", toolId], queryFn: () => getTool(toolId) });
}

export function createTool(body: ToolInput) {
  return ok(api().POST("/v1/tools", { body, params: { header: once() } }));
}

export function replaceTool(tool: Tool, body: ToolInput) {
  const params = { path: { tool_id: tool.id }, header: ifMatch(tool.revision) };
  return ok(api().PUT("/v1/tools/{tool_id}", { params, body }));
}

export function deleteTool(toolId: string) {
  return ok(api().DELETE("/v1/tools/{tool_id}", { params: { path: { tool_id: toolId } } }));
}

export function tryTool(toolId: string, args: Record<string, unknown>, variables: Record<string, unknown>) {
  const body = { arguments: args, variables: variables as Schemas["ToolTest"]["variables"] };
  return ok(api().POST("/v1/tools/{tool_id}/test", { params: { path: { tool_id: toolId } }, body }));
}
