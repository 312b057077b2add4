import type { Schemas } from "@speaknode/api";
import { useQuery } from "@tanstack/react-query";
import { api, ok, once } from "../../api/client";
import { usePages } from "../../kit/pages";
import { put, type Progress } from "../../kit/upload";

export type Upload = Schemas["ContactUpload"];
export type Preview = Schemas["FilePreview"];
export type Mapping = Schemas["ContactMapping"];
export type Added = Schemas["ContactsAdded"];

export interface Contact {
  number: string;
  zone: string | null;
  variables: Record<string, string>;
}

const pathOf = (campaignId: string, uploadId: string) => ({ campaign_id: campaignId, upload_id: uploadId });

export const uploadsKey = (campaignId: string) => ["campaign", campaignId, "uploads"];

/** Looked at again while one of them is being imported. */
export function useUploads(campaignId: string) {
  return usePages(
    uploadsKey(campaignId),
    (cursor) => {
      const query = { limit: 20, ...(cursor ? { cursor } : {}) };
      return ok(api().GET("/v1/campaigns/{campaign_id}/contacts/uploads", { params: { path: { campaign_id: campaignId }, query } }));
    },
    ({ status }) => status === "importing",
  );
}

export async function sendContacts(campaignId: string, file: File, onProgress: Progress): Promise<string> {
  const params = { path: { campaign_id: campaignId }, header: once() };
  const body = { filename: file.name, size_bytes: file.size };
  const { id, upload } = await ok(api().POST("/v1/campaigns/{campaign_id}/contacts/uploads", { params, body }));
  await put(upload.url, file, onProgress);
  return id;
}

export function usePreview(campaignId: string, uploadId: string) {
  const params = { path: pathOf(campaignId, uploadId) };
  return useQuery({
    queryKey: ["contacts-preview", uploadId],
    staleTime: Infinity,
    queryFn: () => ok(api().GET("/v1/campaigns/{campaign_id}/contacts/uploads/{upload_id}/preview", { params })),
  });
}

export function startImport(campaignId: string, uploadId: string, body: Mapping) {
  const params = { path: pathOf(campaignId, uploadId) };
  return ok(api().POST("/v1/campaigns/{campaign_id}/contacts/uploads/{upload_id}/import", { params, body }));
}

export function errorsLink(campaignId: string, uploadId: string) {
  const params = { path: pathOf(campaignId, uploadId) };
  return ok(api().GET("/v1/campaigns/{campaign_id}/contacts/uploads/{upload_id}/errors", { params }));
}

export function addContacts(campaignId: string, contacts: Contact[], trust_zones: boolean): Promise<Added> {
  const params = { path: { campaign_id: campaignId } };
  const body = { contacts: contacts.map((contact) => ({ ...contact })), trust_zones };
  return ok(api().POST("/v1/campaigns/{campaign_id}/contacts", { params, body }));
}
