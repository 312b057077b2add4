// How much the campaigns of the space may call, all together.

import { Button, Group, Modal, NumberInput, SimpleGrid, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useT } from "../../i18n/language";
import { useFormats } from "../../i18n/format";
import { General } from "../../kit/SaveBar";
import { Loaded } from "../../kit/States";
import { useResourceForm } from "../../kit/useResourceForm";
import { kitWords } from "../../kit/words";
import { useSpace } from "../spaces/queries";
import { type CallLimits, limitsKey, putCallLimits, useCallLimits } from "./queries";
import { limitWords } from "./words";

export function LimitsButton() {
  const t = useT(limitWords);
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" onClick={open}>
        {t("title")}
      </Button>
      <Modal opened={opened} onClose={close} title={t("title")}>
        <Body onDone={close} />
      </Modal>
    </>
  );
}

function Body({ onDone }: { onDone: () => void }) {
  return <Loaded query={useCallLimits()}>{(limits) => <Form limits={limits} onDone={onDone} />}</Loaded>;
}

const BLANK = { calls: 3, days: 7 };
const whole = { min: 1, clampBehavior: "none", allowDecimal: false } as const;

/** An emptied field is no limit. */
const orNull = (value: number | string | null) => (value === "" ? null : (value as number | null));

function Form({ limits, onDone }: { limits: CallLimits; onDone: () => void }) {
  const t = useT(limitWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const isOwner = useSpace()?.role === "owner";
  const { usd } = useFormats();
  const { calls_per_day, minutes_per_day, spend_usd_per_day, calls_per_number } = limits;
  const resource = useResourceForm({
    initial: { calls_per_day, minutes_per_day, spend_usd_per_day, calls_per_number },
    save: (values) =>
      putCallLimits({
        ...values,
        calls_per_day: orNull(values.calls_per_day),
        minutes_per_day: orNull(values.minutes_per_day),
        spend_usd_per_day: values.spend_usd_per_day === "" ? null : values.spend_usd_per_day,
      }),
    onSaved: (saved) => {
      client.setQueryData(limitsKey, saved);
      onDone();
    },
  });
  const { form } = resource;
  const common = { ...whole, disabled: !isOwner };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        resource.submit();
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {isOwner ? t("text") : t("onlyOwner")}
        </Text>
        <NumberInput
          {...common}
          label={t("callsPerDay")}
          description={t("used", { n: limits.calls_today })}
          {...form.getInputProps("calls_per_day")}
          value={form.values.calls_per_day ?? ""}
        />
        <NumberInput
          {...common}
          label={t("minutesPerDay")}
          description={t("used", { n: limits.minutes_today })}
          {...form.getInputProps("minutes_per_day")}
          value={form.values.minutes_per_day ?? ""}
        />
        <NumberInput
          {...common}
          allowDecimal
          min={0.1}
          decimalScale={2}
          label={t("spendPerDay")}
          description={t("used", { n: usd(limits.spend_usd_today) })}
          {...form.getInputProps("spend_usd_per_day")}
          value={form.values.spend_usd_per_day ?? ""}
        />
        <Switch
          label={t("perNumber")}
          disabled={!isOwner}
          checked={form.values.calls_per_number !== null}
          onChange={(event) => form.setFieldValue("calls_per_number", event.currentTarget.checked ? BLANK : null)}
        />
        {form.values.calls_per_number && (
          <SimpleGrid cols={2}>
            <NumberInput {...common} label={t("calls")} {...form.getInputProps("calls_per_number.calls")} />
            <NumberInput {...common} label={t("days")} {...form.getInputProps("calls_per_number.days")} />
          </SimpleGrid>
        )}
        <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
        {isOwner && (
          <Group justify="flex-end">
            <Button type="submit" loading={resource.isSaving}>
              {k("save")}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
