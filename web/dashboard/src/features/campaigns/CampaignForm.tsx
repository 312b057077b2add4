import { Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { LinkButton } from "../../kit/LinkButton";
import { PageHeader } from "../../kit/PageHeader";
import { SaveBar } from "../../kit/SaveBar";
import { useEntityForm } from "../../kit/useEntityForm";
import { kitWords } from "../../kit/words";
import { BLANK, inputOf, type Values, valuesOf } from "./model";
import { type Campaign, createCampaign, getCampaign, keep, replaceCampaign } from "./queries";
import { Again } from "./sections/Again";
import { Machines } from "./sections/Machines";
import { Pace } from "./sections/Pace";
import { Safety } from "./sections/Safety";
import { What } from "./sections/What";
import { When } from "./sections/When";
import { campaignWords } from "./words";

// Controls that show a list whole.
const WHOLE = /^(phone_number_ids|windows\.\d+\.days)\./;

export function CampaignForm({ campaign }: { campaign: Campaign | null }) {
  const t = useT(campaignWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { resource, base, discard, conflict } = useEntityForm<Values, Campaign>({
    entity: campaign,
    blank: BLANK,
    valuesOf,
    create: (values) => createCampaign(inputOf(values)),
    replace: (was, values) => replaceCampaign(was, inputOf(values)),
    read: getCampaign,
    whole: WHOLE,
    onSaved: (saved) => {
      keep(client, saved);
      void navigate({ to: "/campaigns/$campaignId", params: { campaignId: saved.id }, ignoreBlocker: true });
    },
  });
  const { form } = resource;
  const back = base && (
    <LinkButton variant="default" to="/campaigns/$campaignId" params={{ campaignId: base.id }}>
      {t("toCampaign")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={base?.settings.name ?? t("new")} actions={back} />
      <Stack maw={820}>
        <TextInput label={k("name")} required maxLength={200} {...form.getInputProps("name")} />
        <What form={form} />
        <When form={form} />
        <Pace form={form} />
        <Again form={form} />
        <Machines form={form} />
        <Safety form={form} />
        <SaveBar resource={resource} onDiscard={discard} />
      </Stack>
      {conflict}
    </>
  );
}
