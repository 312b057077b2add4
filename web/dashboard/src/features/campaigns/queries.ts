import type { Schemas } from "@speaknode/api";
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ifMatch, ok, once } from "../../api/client";
import { errorOf } from "../../api/problem";
import { partOf } from "../../kit/download";
import { usePages } from "../../kit/pages";

export type Campaign = Schemas["Campaign"];
export type CampaignInput = Schemas["CampaignInput"];
export type CampaignStatus = Schemas["CampaignStatus"];
export type Item = Schemas["CampaignItem"];
export type ItemStatus = Schemas["ItemStatus"];
export type Attempt = Schemas["Attempt"];
export type ExportFormat = Schemas["ExportFormat"];
export type Outcome = Schemas["AttemptOutcome"];

// Where the notifications do not come through, a campaign under way is still looked at.
const LOOK_AGAIN_MS = 15_000;
// One that was canceled is over with its last call, and nobody tells of that.
const ENDING_MS = 3_000;
const path = (campaignId: string) => ({ campaign_id: campaignId });

export function useCampaigns() {
  return usePages(["campaigns"], (cursor) =>
    ok(api().GET("/v1/campaigns", { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } })),
  );
}

export function getCampaign(campaignId: string) {
  return ok(api().GET("/v1/campaigns/{campaign_id}", { params: { path: path(campaignId) } }));
}

export function useCampaign(campaignId: string) {
  return useQuery({
    queryKey: ["campaign", campaignId],
    queryFn: () => getCampaign(campaignId),
    refetchInterval: ({ state: { data } }) => {
      if (data?.status === "canceled" && !data.ended_at) return ENDING_MS;
      return data?.status === "running" ? LOOK_AGAIN_MS : false;
    },
  });
}

/** An answer of the API is the newest there is. */
export function keep(client: QueryClient, campaign: Campaign): void {
  client.setQueryData(["campaign", campaign.id], campaign);
  void client.invalidateQueries({ queryKey: ["campaigns"] });
}

export function createCampaign(body: CampaignInput) {
  return ok(api().POST("/v1/campaigns", { body, params: { header: once() } }));
}

export function replaceCampaign({ id, revision }: Campaign, body: CampaignInput) {
  return ok(api().PUT("/v1/campaigns/{campaign_id}", { params: { path: path(id), header: ifMatch(revision) }, body }));
}

export function deleteCampaign(campaignId: string) {
  return ok(api().DELETE("/v1/campaigns/{campaign_id}", { params: { path: path(campaignId) } }));
}

export type Deed = "start" | "pause" | "resume" | "cancel";

export function useDeed(campaignId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: Deed) => ok(api().POST(`/v1/campaigns/{campaign_id}/${deed}`, { params: { path: path(campaignId) } })),
    onSuccess: (campaign) => {
      keep(client, campaign);
      void client.invalidateQueries({ queryKey: ["campaign", campaignId, "items"] });
    },
  });
}

export function cloneCampaign(campaignId: string) {
  return ok(api().POST("/v1/campaigns/{campaign_id}/clone", { params: { path: path(campaignId), header: once() } }));
}

export function useItems(campaignId: string, status: ItemStatus | undefined) {
  return usePages(["campaign", campaignId, "items", status ?? "all"], (cursor) => {
    const query = { limit: 50, ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) };
    return ok(api().GET("/v1/campaigns/{campaign_id}/items", { params: { path: path(campaignId), query } }));
  });
}

/** One file of the results, and where the next one begins. */
export async function readResults(campaignId: string, format: ExportFormat, cursor?: string) {
  const params = { path: path(campaignId), query: { format, ...(cursor ? { cursor } : {}) } };
  const { data, error, response } = await api().GET("/v1/campaigns/{campaign_id}/results", { params, parseAs: "blob" });
  if (!response.ok) throw errorOf(response, error);
  return partOf(data, response);
}

/** For the picker of numbers to call from. */
export function useNumberOptions() {
  const query = useQuery({
    queryKey: ["phone-numbers", "options"],
    queryFn: () => ok(api().GET("/v1/phone-numbers", { params: { query: { limit: 100 } } })),
  });
  return (query.data?.items ?? []).map(({ id, number }) => ({ value: id, label: number }));
}
