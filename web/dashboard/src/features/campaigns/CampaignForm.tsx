import { Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { ConflictDialog } from "../../kit/ConflictDialog";
import { LinkButton } from "../../kit/LinkButton";
import { PageHeader } from "../../kit/PageHeader";
import { SaveBar } from "../../kit/SaveBar";
import { useResourceForm } from "../../kit/useResourceForm";
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
  const [base, setBase] = useState(campaign);
  const [conflict, setConflict] = useState<{ theirs: Campaign; yours: Values } | null>(null);
  const resource = useResourceForm<Values, Campaign>({
    initial: base ? valuesOf(base) : BLANK,
    save: (values) => (base ? replaceCampaign(base, inputOf(values)) : createCampaign(inputOf(values))),
    valuesOf,
    whole: WHOLE,
    onConflict: (yours) => void (base && getCampaign(base.id).then((theirs) => setConflict({ theirs, yours }))),
    onSaved: (saved) => {
      setBase(saved);
      keep(client, saved);
      void navigate({ to: "/campaigns/$campaignId", params: { campaignId: saved.id }, ignoreBlocker: true });
    },
  });
  const { form, reset } = resource;
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
        <SaveBar resource={resource} onDiscard={() => reset(base ? valuesOf(base) : BLANK)} />
      </Stack>
      {base && conflict && (
        <ConflictDialog
          base={valuesOf(base)}
          theirs={valuesOf(conflict.theirs)}
          yours={conflict.yours}
          labelOf={(path) => path}
          onClose={() => setConflict(null)}
          onMerged={(merged) => {
            setBase(conflict.theirs);
            reset(valuesOf(conflict.theirs));
            form.setValues(merged as Values);
            setConflict(null);
          }}
        />
      )}
    </>
  );
}
