// Who must not be called, and when to stop.

import { Autocomplete, Fieldset, NumberInput, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../../i18n/language";
import { useDeclared } from "../declared";
import { formWords } from "../formWords";
import { ABANDONMENT, BREAKER, type Values } from "../model";
import { Minutes } from "./Minutes";

type Form = UseFormReturnType<Values>;

export function Safety({ form }: { form: Form }) {
  const t = useT(formWords);
  const { abandonment, breaker, agent_id, agent_version } = form.values;
  const declared = useDeclared(agent_id, agent_version);
  return (
    <Fieldset legend={t("safety")}>
      <Stack>
        <Autocomplete
          label={t("consent")}
          description={t("consentHint")}
          maxLength={64}
          data={declared.map(({ name }) => name)}
          value={form.values.consent_variable ?? ""}
          error={form.errors["consent_variable"]}
          onChange={(name) => form.setFieldValue("consent_variable", name || null)}
        />
        <TextInput
          label={t("predial")}
          description={t("predialHint")}
          placeholder="https://"
          value={form.values.predial_url ?? ""}
          error={form.errors["predial_url"]}
          onChange={(event) => form.setFieldValue("predial_url", event.currentTarget.value || null)}
        />
        <Switch
          label={t("breaker")}
          checked={breaker !== null}
          onChange={(event) => form.setFieldValue("breaker", event.currentTarget.checked ? BREAKER : null)}
        />
        {breaker && (
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <Percent form={form} path="breaker.failure_ratio" label={t("failureRatio")} ratio={breaker.failure_ratio} />
            <NumberInput label={t("minCalls")} min={1} clampBehavior="none" allowDecimal={false} {...form.getInputProps("breaker.min_calls")} />
            <Minutes label={t("windowS")} {...form.getInputProps("breaker.window_s")} />
          </SimpleGrid>
        )}
        <Switch
          label={t("abandonment")}
          description={t("abandonmentHint")}
          checked={abandonment !== null}
          onChange={(event) => form.setFieldValue("abandonment", event.currentTarget.checked ? ABANDONMENT : null)}
        />
        {abandonment && (
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <Percent form={form} path="abandonment.ratio" label={t("abandonedRatio")} ratio={abandonment.ratio} />
            <NumberInput label={t("minCalls")} min={1} clampBehavior="none" allowDecimal={false} {...form.getInputProps("abandonment.min_calls")} />
          </SimpleGrid>
        )}
      </Stack>
    </Fieldset>
  );
}

interface PercentProps {
  form: Form;
  path: "breaker.failure_ratio" | "abandonment.ratio";
  label: string;
  ratio: number;
}

function Percent({ form, path, label, ratio }: PercentProps) {
  return (
    <NumberInput
      label={label}
      suffix=" %"
      min={1}
      max={100}
      clampBehavior="none"
      value={Math.round(ratio * 100)}
      error={form.errors[path]}
      onChange={(percent) => form.setFieldValue(path, Number(percent) / 100)}
    />
  );
}
