// A number: where it comes from (while it is new), who answers it, and what is different at it.

import { Fieldset, Group, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { JsonField } from "../../kit/JsonField";
import { PageHeader } from "../../kit/PageHeader";
import { SaveBar } from "../../kit/SaveBar";
import { useEntityForm } from "../../kit/useEntityForm";
import { kitWords } from "../../kit/words";
import { useAccountOptions, useCarriers } from "../accounts/queries";
import { useAgentOptions } from "../agents/queries";
import { BLANK, createOf, updateOf, type Values, valuesOf } from "./model";
import { NumberActions } from "./NumberActions";
import { NumberChoice } from "./NumberChoice";
import { bindNumber, getNumber, keep, type PhoneNumber, updateNumber } from "./queries";
import { numberWords } from "./words";

export function NumberForm({ number }: { number: PhoneNumber | null }) {
  const t = useT(numberWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { resource, base, discard, conflict } = useEntityForm<Values, PhoneNumber>({
    entity: number,
    blank: BLANK,
    valuesOf,
    create: (values) => bindNumber(createOf(values)),
    replace: (was, values) => updateNumber(was, updateOf(values)),
    read: getNumber,
    whole: /^settings\.variables\./,
    onSaved: (saved) => {
      keep(client, saved);
      if (!number) void navigate({ to: "/phone-numbers/$numberId", params: { numberId: saved.id }, replace: true, ignoreBlocker: true });
    },
  });
  const { form } = resource;
  const account = useAccountOptions().find(({ id }) => id === base?.telephony_account_id)?.name;
  return (
    <>
      <PageHeader title={base?.number ?? t("new")} {...(account ? { text: account } : {})} actions={base && <NumberActions number={base} />} />
      <Stack maw={820}>
        {!base && <NumberChoice form={form} />}
        <Answering form={form} />
        <Own form={form} />
        <SaveBar resource={resource} onDiscard={discard} />
      </Stack>
      {conflict}
    </>
  );
}

type FormProps = Parameters<typeof NumberChoice>[0];

function Answering({ form }: FormProps) {
  const t = useT(numberWords);
  const agents = useAgentOptions();
  const accounts = useAccountOptions();
  const carriers = useCarriers().data?.items ?? [];
  const { agent_id, external_agent_id, agent_version } = form.values;
  const isExternal = (carrier: string) => carriers.find(({ name }) => name === carrier)?.capabilities.includes("external_agent");
  const external = accounts.filter(({ carrier }) => isExternal(carrier)).map(({ id, name }) => ({ value: id, label: name }));
  const chosen = agent_id ?? external_agent_id;
  const known = [...agents, ...external].some(({ value }) => value === chosen);
  const choose = (next: string | null) => {
    const isAgent = agents.some(({ value }) => value === next);
    form.setValues({ agent_id: isAgent ? next : null, external_agent_id: isAgent ? null : next, agent_version: null });
  };
  return (
    <>
      <Select
        label={t("answers")}
        placeholder={t("nobody")}
        clearable
        searchable
        data={[
          { group: t("agents"), items: chosen && !known ? [...agents, { value: chosen, label: chosen }] : agents },
          ...(external.length ? [{ group: t("external"), items: external }] : []),
        ]}
        value={chosen}
        error={(form.errors["agent_id"] ?? form.errors["external_agent_id"]) as string | undefined}
        onChange={choose}
      />
      {agent_id && (
        <NumberInput
          label={t("version")}
          description={t("versionHint")}
          min={0}
          allowDecimal={false}
          maw={320}
          error={form.errors["agent_version"] as string | undefined}
          value={agent_version ?? ""}
          onChange={(next) => form.setFieldValue("agent_version", next === "" ? null : Number(next))}
        />
      )}
      <TextInput label={t("fallback")} description={t("fallbackHint")} placeholder="+" {...form.getInputProps("fallback_destination.number")} />
    </>
  );
}

function Own({ form }: FormProps) {
  const t = useT(numberWords);
  const k = useT(kitWords);
  const { value, onChange, error } = form.getInputProps("settings.variables") as Parameters<typeof JsonField>[0];
  return (
    <Fieldset legend={t("more")}>
      <Stack>
        <TextInput
          label={t("locale")}
          description={t("localeHint")}
          placeholder="en"
          maw={320}
          error={form.errors["settings.locale"] as string | undefined}
          value={form.values.settings.locale ?? ""}
          onChange={(event) => form.setFieldValue("settings.locale", event.currentTarget.value || null)}
        />
        <JsonField label={t("variables")} value={value} onChange={onChange} error={error} />
        <Group grow align="flex-end">
          <NumberInput label={t("ring")} suffix={` ${k("s")}`} clampBehavior="none" {...form.getInputProps("settings.ring_timeout_s")} />
          <NumberInput label={t("longest")} suffix={` ${k("s")}`} thousandSeparator=" " step={60} clampBehavior="none" {...form.getInputProps("settings.max_duration_s")} />
        </Group>
      </Stack>
    </Fieldset>
  );
}
