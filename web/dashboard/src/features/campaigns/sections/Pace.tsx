import { Fieldset, NumberInput, SimpleGrid } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../../i18n/language";
import { formWords } from "../formWords";
import type { Values } from "../model";

export function Pace({ form }: { form: UseFormReturnType<Values> }) {
  const t = useT(formWords);
  return (
    <Fieldset legend={t("pace")}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberInput label={t("concurrency")} min={1} max={1000} clampBehavior="none" allowDecimal={false} {...form.getInputProps("concurrency")} />
        <NumberInput label={t("cps")} min={0} max={100} step={0.5} clampBehavior="none" {...form.getInputProps("cps")} />
      </SimpleGrid>
    </Fieldset>
  );
}
