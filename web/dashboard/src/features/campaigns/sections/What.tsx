// The agent, its version, the numbers, and where its variables come from.

import { Fieldset, Group, MultiSelect, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../../i18n/language";
import { useAgentOptions, useVersions } from "../../agents/queries";
import { useDeclared } from "../declared";
import { formWords } from "../formWords";
import type { Values } from "../model";
import { useNumberOptions } from "../queries";

type Form = UseFormReturnType<Values>;
const PUBLISHED = "published";

export function What({ form }: { form: Form }) {
  const t = useT(formWords);
  const agents = useAgentOptions();
  const numbers = useNumberOptions();
  const agentId = form.values.agent_id;
  const chooseAgent = (next: string | null) => form.setValues({ agent_id: next ?? "", agent_version: null });
  return (
    <>
      <Fieldset legend={t("what")}>
        <Stack>
          <Group grow align="flex-start" preventGrowOverflow={false}>
            <Select
              miw={220}
              label={t("agent")}
              required
              searchable
              allowDeselect={false}
              data={agents}
              value={agentId || null}
              error={form.errors["agent_id"]}
              onChange={chooseAgent}
            />
            {agentId && <Version form={form} agentId={agentId} />}
          </Group>
          <MultiSelect
            label={t("numbers")}
            description={numbers.length ? t("numbersHint") : t("noNumbers")}
            searchable
            data={numbers}
            maxValues={100}
            {...form.getInputProps("phone_number_ids")}
          />
        </Stack>
      </Fieldset>
      {agentId && <Mapping form={form} agentId={agentId} />}
    </>
  );
}

function Version({ form, agentId }: { form: Form; agentId: string }) {
  const t = useT(formWords);
  const { items = [] } = useVersions(agentId);
  const chosen = form.values.agent_version;
  const known = [...new Set([...(chosen ? [chosen] : []), ...items.map(({ version }) => version)])];
  return (
    <Select
      miw={220}
      label={t("version")}
      description={t("versionHint")}
      inputWrapperOrder={["label", "input", "description", "error"]}
      allowDeselect={false}
      data={[{ value: PUBLISHED, label: t("published") }, ...known.map((version) => ({ value: String(version), label: `v${version}` }))]}
      value={chosen ? String(chosen) : PUBLISHED}
      error={form.errors["agent_version"]}
      onChange={(next) => form.setFieldValue("agent_version", next === PUBLISHED ? null : Number(next))}
    />
  );
}

function Mapping({ form, agentId }: { form: Form; agentId: string }) {
  const t = useT(formWords);
  const declared = useDeclared(agentId, form.values.agent_version);
  const mapped = form.values.variables;
  const names = [...new Set([...declared.map(({ name }) => name), ...Object.keys(mapped)])];
  return (
    <Fieldset legend={t("mapping")}>
      <Text size="sm" c="dimmed" mb="sm">
        {names.length ? t("mappingHint") : t("noVariables")}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {names.map((name) => (
          <TextInput
            key={name}
            label={name}
            placeholder={name}
            value={mapped[name] ?? ""}
            error={form.errors[`variables.${name}`]}
            onChange={(event) => form.setFieldValue("variables", { ...mapped, [name]: event.currentTarget.value })}
          />
        ))}
      </SimpleGrid>
    </Fieldset>
  );
}
