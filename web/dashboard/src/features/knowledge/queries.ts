import type { Schemas } from "@speaknode/api";
import { keepPreviousData, type QueryClient, useQuery } from "@tanstack/react-query";
import { api, ok, once } from "../../api/client";
import { REFRESH_MS, usePages } from "../../kit/pages";
import { type Progress, sendFile } from "../../kit/upload";

export type Knowledge = Schemas["Knowledge"];
/** What is added: a file, or the address of a page. */
export type Source = File | string;

export const ENDINGS = ["pdf", "docx", "txt", "md", "markdown", "html", "htm"];

const path = (knowledgeId: string) => ({ knowledge_id: knowledgeId });
const isUnderWay = ({ status }: Knowledge) => status === "processing" || status === "uploading";

export function listKnowledge(cursor?: string, limit = 50) {
  return ok(api().GET("/v1/knowledge", { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }));
}

export function useKnowledgeList() {
  return usePages(["knowledge", "list"], (cursor) => listKnowledge(cursor), isUnderWay);
}

export function useKnowledge(knowledgeId: string) {
  return useQuery({
    queryKey: ["knowledge", "one", knowledgeId],
    queryFn: () => ok(api().GET("/v1/knowledge/{knowledge_id}", { params: { path: path(knowledgeId) } })),
    refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? REFRESH_MS : false),
  });
}

export function useSearch(knowledgeId: string, q: string) {
  return useQuery({
    queryKey: ["knowledge", "search", knowledgeId, q],
    enabled: q !== "",
    placeholderData: keepPreviousData,
    queryFn: () => ok(api().GET("/v1/knowledge/{knowledge_id}/search", { params: { path: path(knowledgeId), query: { q } } })),
  });
}

function create(body: Schemas["KnowledgeCreate"]) {
  return ok(api().POST("/v1/knowledge", { body, params: { header: once() } }));
}

export function process(knowledgeId: string) {
  return ok(api().POST("/v1/knowledge/{knowledge_id}/process", { params: { path: path(knowledgeId) } }));
}

export function deleteKnowledge(knowledgeId: string) {
  return ok(api().DELETE("/v1/knowledge/{knowledge_id}", { params: { path: path(knowledgeId) } }));
}

export function forget(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: ["knowledge"] });
}

export function nameOf(source: Source): string {
  return (typeof source === "string" ? source.replace(/^https?:\/\//, "") : source.name).slice(0, 200);
}

export function send(source: Source, onProgress: Progress): Promise<unknown> {
  const name = nameOf(source);
  if (typeof source === "string") return create({ name, url: source });
  return sendFile(
    source,
    { create: (part) => create({ name, filename: source.name, ...part }), finish: process, abandon: deleteKnowledge },
    onProgress,
  );
}
