// What becomes of calls that did not reach anybody.

import { Fieldset, NumberInput, SimpleGrid, Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../../i18n/language";
import { formWords } from "../formWords";
import { OUTCOMES_AGAIN, type Values } from "../model";
import { Minutes } from "./Minutes";

const count = { min: 1, max: 10, clampBehavior: "none", allowDecimal: false } as const;

export function Again({ form }: { form: UseFormReturnType<Values> }) {
  const t = useT(formWords);
  return (
    <Fieldset legend={t("again")}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t("againHint")}
        </Text>
        <NumberInput maw={280} label={t("maxAttempts")} {...count} {...form.getInputProps("max_attempts")} />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {OUTCOMES_AGAIN.map((outcome) => {
            const name = t(outcome);
            return [
              <NumberInput
                key={`${outcome}-times`}
                label={t("timesOf", { outcome: name })}
                {...count}
                {...form.getInputProps(`retries.${outcome}.max_attempts`)}
              />,
              <Minutes key={`${outcome}-wait`} label={t("waitOf", { outcome: name })} {...form.getInputProps(`retries.${outcome}.delay_s`)} />,
            ];
          })}
        </SimpleGrid>
      </Stack>
    </Fieldset>
  );
}
