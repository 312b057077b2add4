// A carrier's account: the form of its settings is made of the carrier's own schema.

import { Group, NumberInput, type NumberInputProps, Select, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { get, same } from "../../kit/diff";
import type { JsonObject } from "../../kit/JsonField";
import { PageHeader } from "../../kit/PageHeader";
import { SaveBar } from "../../kit/SaveBar";
import { useEntityForm } from "../../kit/useEntityForm";
import { kitWords } from "../../kit/words";
import { ParamsForm } from "../catalogue/ParamsForm";
import { blank, given, priced, UNPRICED, type Values, valuesOf } from "./model";
import { type Account, type Carrier, createAccount, deleteAccount, getAccount, keep, updateAccount } from "./queries";
import { accountWords } from "./words";
import { useSettingWords } from "./useSettingWords";

interface Props {
  carriers: Carrier[];
  account: Account | null;
  children?: ReactNode;
}

export function AccountForm({ carriers, account, children }: Props) {
  const t = useT(accountWords);
  const k = useT(kitWords);
  const told = useSettingWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const carrierOf = (name: string) => carriers.find((carrier) => carrier.name === name);
  const first = carrierOf("sip") ?? carriers[0];
  const toValues = (saved: Account) => valuesOf(saved, carrierOf(saved.carrier));
  const bodyOf = ({ name, settings, calls_per_second, prices }: Values) => ({ name, settings: given(settings), calls_per_second, prices: priced(prices) });
  const { resource, base, discard, conflict } = useEntityForm<Values, Account>({
    entity: account,
    blank: { carrier: first?.name ?? "", name: "", settings: blank(first), calls_per_second: 1, prices: UNPRICED },
    valuesOf: toValues,
    create: (values) => createAccount({ carrier: values.carrier, ...bodyOf(values) }),
    replace: (was, values) => {
      // Set-up changes the revision too: what was read since counts, while nobody changed the settings.
      const isLatest = account !== null && same(toValues(account), toValues(was));
      return updateAccount(isLatest ? account : was, bodyOf(values));
    },
    read: getAccount,
    labelOf: (path) => told(path.replace("settings.", "")).label ?? (get({ name: k("name"), calls_per_second: t("pace"), prices: { inbound_minute_usd: t("inboundPrice"), outbound_minute_usd: t("outboundPrice") } }, path) as string) ?? path,
    onSaved: (saved) => {
      keep(client, saved);
      if (!account) void navigate({ to: "/telephony-accounts/$accountId", params: { accountId: saved.id }, replace: true, ignoreBlocker: true });
    },
  });
  const { form } = resource;
  const carrier = carrierOf(form.values.carrier);
  const choose = (name: string | null) => form.setValues({ carrier: name ?? "", settings: blank(carrierOf(name ?? "")) });
  return (
    <>
      <PageHeader title={base?.name ?? t("new")} actions={base && <Remove accountId={base.id} />} />
      <Stack maw={820}>
        {children}
        <Select
          label={t("carrier")}
          disabled={base !== null}
          allowDeselect={false}
          data={carriers.map(({ name, title }) => ({ value: name, label: title }))}
          value={form.values.carrier}
          error={form.errors["carrier"] as string | undefined}
          onChange={choose}
        />
        <TextInput label={k("name")} required maxLength={100} {...form.getInputProps("name")} />
        <ParamsForm
          key={form.values.carrier}
          label={t("settings")}
          provider={carrier}
          value={form.values.settings}
          secrets={base?.secrets ?? []}
          unset=""
          told={told}
          errorAt={(name) => form.errors[name ? `settings.${name}` : "settings"] as string | undefined}
          onChange={(settings) => form.setFieldValue("settings", { ...blank(carrier), ...(settings as JsonObject) })}
        />
        <NumberInput label={t("pace")} description={t("paceHint")} step={1} clampBehavior="none" maw={320} {...form.getInputProps("calls_per_second")} />
        <Group gap="md" align="flex-start">
          <Price label={t("inboundPrice")} {...form.getInputProps("prices.inbound_minute_usd")} />
          <Price label={t("outboundPrice")} {...form.getInputProps("prices.outbound_minute_usd")} />
        </Group>
        <SaveBar resource={resource} onDiscard={discard} />
      </Stack>
      {conflict}
    </>
  );
}

function Price({ value, ...props }: NumberInputProps) {
  return <NumberInput min={0} decimalScale={6} step={0.001} clampBehavior="none" w={260} value={value ?? ""} {...props} />;
}

function Remove({ accountId }: { accountId: string }) {
  const t = useT(accountWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteAccount(accountId),
    onSuccess: async () => {
      await navigate({ to: "/phone-numbers", search: { tab: "accounts" }, ignoreBlocker: true });
      void client.invalidateQueries({ queryKey: ["accounts"] });
    },
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
  });
  return <ConfirmButton label={k("delete")} title={t("deleteTitle")} text={t("deleteText")} confirm={k("delete")} onConfirm={() => remove.mutate()} />;
}
