import { Alert, Fieldset, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { LinkButton } from "../../kit/LinkButton";
import { PageHeader } from "../../kit/PageHeader";
import { Loaded } from "../../kit/States";
import { type Campaign, useCampaign } from "../campaigns/queries";
import { ByHand } from "./ByHand";
import { MappingForm } from "./MappingForm";
import { SendFile } from "./SendFile";
import { Uploads } from "./Uploads";
import { contactWords } from "./words";

export function ContactsPage() {
  const { campaignId } = useParams({ from: "/shell/campaigns/$campaignId/contacts" });
  return (
    <Loaded query={useCampaign(campaignId)} rows={8}>
      {(campaign) => <Page key={campaign.id} campaign={campaign} />}
    </Loaded>
  );
}

function Page({ campaign }: { campaign: Campaign }) {
  const t = useT(contactWords);
  const { upload } = useSearch({ from: "/shell/campaigns/$campaignId/contacts" });
  const hasEnded = campaign.status === "completed" || campaign.status === "canceled";
  const back = (
    <LinkButton variant="default" to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
      {t("back")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t("title")} text={campaign.settings.name} actions={back} />
      <Stack gap="lg" maw={1000}>
        {hasEnded && <Alert color="yellow" variant="light">{t("ended")}</Alert>}
        <FromFile campaign={campaign} canAdd={!hasEnded} uploadId={upload} />
        {!hasEnded && <ByHand campaign={campaign} />}
      </Stack>
    </>
  );
}

function FromFile({ campaign, canAdd, uploadId }: { campaign: Campaign; canAdd: boolean; uploadId: string | undefined }) {
  const t = useT(contactWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const open = (upload?: string) => {
    void client.invalidateQueries({ queryKey: ["campaign", campaign.id] });
    void navigate({ to: "/campaigns/$campaignId/contacts", params: { campaignId: campaign.id }, search: { upload }, replace: true });
  };
  return (
    <Fieldset legend={t("fromFile")}>
      {canAdd && !uploadId && <SendFile campaignId={campaign.id} onSent={open} />}
      {canAdd && uploadId && <MappingForm key={uploadId} campaign={campaign} uploadId={uploadId} onDone={() => open()} />}
      <Uploads campaign={campaign} canMap={canAdd} />
    </Fieldset>
  );
}
