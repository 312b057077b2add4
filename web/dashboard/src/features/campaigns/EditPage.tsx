import { useParams } from "@tanstack/react-router";
import { Loaded } from "../../kit/States";
import { CampaignForm } from "./CampaignForm";
import { useCampaign } from "./queries";

export function NewPage() {
  return <CampaignForm campaign={null} />;
}

export function EditPage() {
  const { campaignId } = useParams({ from: "/shell/campaigns/$campaignId/edit" });
  return (
    <Loaded query={useCampaign(campaignId)} rows={8}>
      {(campaign) => <CampaignForm key={campaign.id} campaign={campaign} />}
    </Loaded>
  );
}
