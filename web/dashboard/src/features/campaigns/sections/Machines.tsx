// What a machine hears that takes the call of a person.

import { Fieldset, Select, Stack, Textarea } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../../i18n/language";
import { formWords } from "../formWords";
import type { Values } from "../model";

const AS_AGENT = "asAgent";
const ACTIONS = ["hang_up", "leave_message", "go_on"] as const;

type Action = (typeof ACTIONS)[number];

export function Machines({ form }: { form: UseFormReturnType<Values> }) {
  const t = useT(formWords);
  const { voicemail } = form.values;
  const choose = (next: string | null) =>
    form.setFieldValue("voicemail", next === AS_AGENT ? null : { action: next as Action, message: voicemail?.message ?? null });
  return (
    <Fieldset legend={t("machines")}>
      <Stack>
        <Select
          label={t("machineAction")}
          allowDeselect={false}
          data={[AS_AGENT, ...ACTIONS].map((value) => ({ value, label: t(value as Action | typeof AS_AGENT) }))}
          value={voicemail?.action ?? AS_AGENT}
          error={form.errors["voicemail"] ?? form.errors["voicemail.action"]}
          onChange={choose}
        />
        {voicemail?.action === "leave_message" && (
          <Textarea
            label={t("message")}
            description={t("messageHint")}
            required
            autosize
            minRows={2}
            maxLength={2000}
            value={voicemail.message ?? ""}
            error={form.errors["voicemail.message"]}
            onChange={(event) => form.setFieldValue("voicemail", { ...voicemail, message: event.currentTarget.value || null })}
          />
        )}
      </Stack>
    </Fieldset>
  );
}
