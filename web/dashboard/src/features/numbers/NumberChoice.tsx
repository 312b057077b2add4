// Where a new number comes from: typed, taken from those the account owns, or bought.

import { Alert, Button, Group, Radio, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { Loaded } from "../../kit/States";
import { type AvailableNumber, type NumberSearch, useAccountOptions, useAvailable, useCarriers } from "../accounts/queries";
import type { Values } from "./model";
import { numberWords } from "./words";

type Mode = "typed" | "owned" | "buy";
interface Props {
  form: UseFormReturnType<Values>;
}

export function NumberChoice({ form }: Props) {
  const t = useT(numberWords);
  const carriers = useCarriers().data?.items ?? [];
  const [mode, setMode] = useState<Mode>("typed");
  const can = (carrier: string | undefined) => carriers.find(({ name }) => name === carrier)?.capabilities ?? [];
  const accounts = useAccountOptions().filter(({ carrier }) => can(carrier).includes("inbound"));
  const accountId = form.values.telephony_account_id;
  const abilities = can(accounts.find(({ id }) => id === accountId)?.carrier);
  const modes: Mode[] = ["typed", ...(abilities.includes("list_numbers") ? (["owned"] as const) : []), ...(abilities.includes("buy_numbers") ? (["buy"] as const) : [])];
  const current = modes.includes(mode) ? mode : "typed";
  const pick = (found: AvailableNumber | null, buy = false) =>
    form.setValues({ number: found?.number ?? "", carrier_ref: found?.carrier_ref ?? null, buy });
  return (
    <>
      <Select
        label={t("account")}
        required
        allowDeselect={false}
        data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps("telephony_account_id")}
        value={accountId || null}
        onChange={(next) => {
          form.setFieldValue("telephony_account_id", next ?? "");
          pick(null);
        }}
      />
      {modes.length > 1 && (
        <SegmentedControl
          aria-label={t("numberFrom")}
          data={modes.map((name) => ({ value: name, label: t(name) }))}
          value={current}
          onChange={(next) => {
            setMode(next as Mode);
            pick(null);
          }}
        />
      )}
      {current === "typed" && <TextInput label={t("number")} description={t("numberHint")} required placeholder="+" {...form.getInputProps("number")} />}
      {current === "owned" && <Owned key={accountId} accountId={accountId} form={form} onPick={(found) => pick(found)} />}
      {current === "buy" && <ForSale key={accountId} accountId={accountId} form={form} onPick={(found) => pick(found, true)} />}
    </>
  );
}

interface ListProps extends Props {
  accountId: string;
  onPick: (number: AvailableNumber | null) => void;
}

const told = ({ number, name }: AvailableNumber) => (name && name !== number ? `${number} · ${name}` : number);

function Owned({ accountId, form, onPick }: ListProps) {
  const t = useT(numberWords);
  return (
    <Loaded query={useAvailable(accountId, { buy: false })} rows={1}>
      {({ items }) => (
        <Select
          label={t("number")}
          placeholder={items.length ? t("choose") : t("noneOwned")}
          required
          searchable
          data={items.map((item) => ({ value: item.number, label: told(item) }))}
          value={form.values.number || null}
          error={form.errors["number"] as string | undefined}
          onChange={(next) => onPick(items.find(({ number }) => number === next) ?? null)}
        />
      )}
    </Loaded>
  );
}

function ForSale({ accountId, form, onPick }: ListProps) {
  const t = useT(numberWords);
  const [country, setCountry] = useState("US");
  const [contains, setContains] = useState("");
  const [asked, setAsked] = useState<NumberSearch | null>(null);
  return (
    <Stack gap="sm">
      <Alert color="blue" variant="light">
        {t("buyText")}
      </Alert>
      <Group align="flex-end">
        <TextInput w={140} label={t("country")} description={t("countryHint")} maxLength={2} value={country} onChange={(e) => setCountry(e.currentTarget.value.toUpperCase())} />
        <TextInput flex={1} miw={140} label={t("contains")} maxLength={20} value={contains} onChange={(e) => setContains(e.currentTarget.value)} />
        <Button variant="default" onClick={() => setAsked({ buy: true, country, ...(contains ? { contains } : {}) })}>
          {t("search")}
        </Button>
      </Group>
      {asked && <Offers accountId={accountId} asked={asked} form={form} onPick={onPick} />}
    </Stack>
  );
}

function Offers({ accountId, asked, form, onPick }: ListProps & { asked: NumberSearch }) {
  const t = useT(numberWords);
  return (
    <Loaded query={useAvailable(accountId, asked)} rows={3}>
      {({ items }) =>
        items.length === 0 ? (
          <Text role="status">{t("noneForSale")}</Text>
        ) : (
          <Radio.Group
            label={t("choose")}
            value={form.values.number}
            error={form.errors["number"] as string | undefined}
            onChange={(next) => onPick(items.find(({ number }) => number === next) ?? null)}
          >
            <Stack gap="xs" mt={4}>
              {items.map((item) => (
                <Radio key={item.number} value={item.number} label={told(item)} description={item.monthly_cost ? t("monthly", { cost: item.monthly_cost }) : undefined} />
              ))}
            </Stack>
          </Radio.Group>
        )
      }
    </Loaded>
  );
}
