import { useParams } from "@tanstack/react-router";
import { Loaded } from "../../kit/States";
import { Header } from "./Header";
import { Items } from "./Items";
import { Progress } from "./Progress";
import { type Campaign, useCampaign } from "./queries";

export function CampaignPage() {
  const { campaignId } = useParams({ from: "/shell/campaigns/$campaignId" });
  return (
    <Loaded query={useCampaign(campaignId)} rows={8}>
      {(campaign) => <Detail key={campaign.id} campaign={campaign} />}
    </Loaded>
  );
}

function Detail({ campaign }: { campaign: Campaign }) {
  return (
    <>
      <Header campaign={campaign} />
      <Progress campaign={campaign} />
      <Items campaign={campaign} />
    </>
  );
}
