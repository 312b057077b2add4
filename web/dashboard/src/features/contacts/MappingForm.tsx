// What was uploaded: its first rows, and which of its columns is what.

import { Button, Group, Select, SimpleGrid, Stack, Switch, Text, TextInput, Title } from "@mantine/core";
import { useT } from "../../i18n/language";
import { General } from "../../kit/SaveBar";
import { Loaded } from "../../kit/States";
import { useResourceForm } from "../../kit/useResourceForm";
import { kitWords } from "../../kit/words";
import { useDeclared } from "../campaigns/declared";
import type { Campaign } from "../campaigns/queries";
import { mappingOf, suggested, type Values } from "./mapping";
import { PreviewTable } from "./PreviewTable";
import { type Preview, startImport, type Upload, usePreview } from "./queries";
import { contactWords } from "./words";

interface Props {
  campaign: Campaign;
  uploadId: string;
  onDone: () => void;
}

export function MappingForm(props: Props) {
  const t = useT(contactWords);
  const { agent_id, agent_version, consent_variable } = props.campaign.settings;
  const declared = useDeclared(agent_id, agent_version).map(({ name }) => name);
  const names = [...new Set([...declared, ...(consent_variable ? [consent_variable] : [])])];
  return (
    <Stack mb="lg" component="section" aria-label={t("mapping")}>
      <Title order={2}>{t("mapping")}</Title>
      <Loaded query={usePreview(props.campaign.id, props.uploadId)}>
        {/* The fields follow the variables, which may come later than the preview. */}
        {(preview) => <Form key={names.length} {...props} preview={preview} variables={names} />}
      </Loaded>
    </Stack>
  );
}

function Form({ campaign, uploadId, onDone, preview, variables }: Props & { preview: Preview; variables: string[] }) {
  const t = useT(contactWords);
  const k = useT(kitWords);
  const resource = useResourceForm<Values, Upload>({
    initial: suggested(preview, variables),
    save: (values) => startImport(campaign.id, uploadId, mappingOf(values)),
    onSaved: onDone,
  });
  const { form } = resource;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        resource.submit();
      }}
    >
      <Stack>
        <PreviewTable preview={preview} />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select label={t("phone")} required searchable allowDeselect={false} data={preview.columns} {...form.getInputProps("phone")} />
          <TextInput label={t("country")} description={t("countryHint")} maxLength={2} {...form.getInputProps("default_country")} />
          <Select
            label={t("zone")}
            description={t("zoneHint")}
            placeholder={t("byNumber")}
            searchable
            clearable
            data={preview.columns}
            {...form.getInputProps("zone")}
          />
        </SimpleGrid>
        {form.values.zone && <Switch label={t("trust")} {...form.getInputProps("trust_zones", { type: "checkbox" })} />}
        {variables.length > 0 && <Text fw={600}>{t("variables")}</Text>}
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {variables.map((name) => (
            <Select
              key={name}
              label={name}
              placeholder={t("notMapped")}
              searchable
              clearable
              data={preview.columns}
              error={form.errors[`variables.${name}`]}
              value={form.values.variables[name] || null}
              onChange={(column) => form.setFieldValue("variables", { ...form.values.variables, [name]: column ?? "" })}
            />
          ))}
        </SimpleGrid>
        <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {k("cancel")}
          </Button>
          <Button type="submit" loading={resource.isSaving}>
            {t("import")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
