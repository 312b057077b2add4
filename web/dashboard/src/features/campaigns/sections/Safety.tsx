// Who must not be called, and when to stop.

import { Fieldset, NumberInput, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../../i18n/language";
import { formWords } from "../formWords";
import { BREAKER, type Values } from "../model";
import { Minutes } from "./Minutes";

type Form = UseFormReturnType<Values>;

export function Safety({ form }: { form: Form }) {
  const t = useT(formWords);
  const { breaker } = form.values;
  const text = (path: "consent_variable" | "predial_url") => ({
    ...form.getInputProps(path),
    value: form.values[path] ?? "",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => form.setFieldValue(path, event.currentTarget.value || null),
  });
  return (
    <Fieldset legend={t("safety")}>
      <Stack>
        <TextInput label={t("consent")} description={t("consentHint")} maxLength={64} {...text("consent_variable")} />
        <TextInput label={t("predial")} description={t("predialHint")} placeholder="https://" {...text("predial_url")} />
        <Switch
          label={t("breaker")}
          checked={breaker !== null}
          onChange={(event) => form.setFieldValue("breaker", event.currentTarget.checked ? BREAKER : null)}
        />
        {breaker && <Breaker form={form} ratio={breaker.failure_ratio} />}
      </Stack>
    </Fieldset>
  );
}

function Breaker({ form, ratio }: { form: Form; ratio: number }) {
  const t = useT(formWords);
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      <NumberInput
        label={t("failureRatio")}
        suffix=" %"
        min={1}
        max={100}
        clampBehavior="none"
        value={Math.round(ratio * 100)}
        error={form.errors["breaker.failure_ratio"]}
        onChange={(percent) => form.setFieldValue("breaker.failure_ratio", Number(percent) / 100)}
      />
      <NumberInput label={t("minCalls")} min={1} clampBehavior="none" allowDecimal={false} {...form.getInputProps("breaker.min_calls")} />
      <Minutes label={t("windowS")} {...form.getInputProps("breaker.window_s")} />
    </SimpleGrid>
  );
}
