import { Alert, Button, Chip, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useRef } from "react";
import { useT } from "../../../i18n/language";
import { useProviders } from "../../catalogue/queries";
import { MODEL, REALTIME } from "../fields";
import { fieldWords } from "../fieldWords";
import { undefinedNames } from "../model";
import { OptionalService } from "../OptionalService";
import { FieldGrid, Sections } from "../Sections";
import { agentWords } from "../words";
import { newVariable } from "./Variables";
import type { TabProps } from "./tab";

export function GeneralTab({ form }: TabProps) {
  const f = useT(fieldWords);
  return (
    <Stack>
      <TextInput label={f("name")} maxLength={50} required {...form.getInputProps("name")} />
      <Prompt form={form} />
      <div>
        <Sections form={form} sections={MODEL} />
        <Realtime form={form} />
      </div>
    </Stack>
  );
}

/** One model that hears, thinks and speaks, instead of recognition and LLM. */
function Realtime({ form }: Pick<TabProps, "form">) {
  const [provider] = useProviders("realtime");
  const blank = provider ? { provider: provider.name, model: null, params: {}, voice: null, fallbacks: [], when_down: "pipeline" } : null;
  return (
    <OptionalService form={form} path="realtime" of="realtime" blank={blank}>
      <FieldGrid form={form} fields={REALTIME} />
    </OptionalService>
  );
}

function Prompt({ form }: Pick<TabProps, "form">) {
  const t = useT(agentWords);
  const f = useT(fieldWords);
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (name: string) => {
    const at = area.current?.selectionEnd ?? form.values.system_prompt.length;
    const text = form.values.system_prompt;
    form.setFieldValue("system_prompt", `${text.slice(0, at)}{{${name}}}${text.slice(at)}`);
    area.current?.focus();
  };
  return (
    <Stack gap="xs">
      <Textarea
        ref={area}
        label={f("system_prompt")}
        description={t("promptHelp")}
        autosize
        minRows={8}
        maxRows={24}
        {...form.getInputProps("system_prompt")}
      />
      {form.values.variables.length > 0 && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {t("insert")}
          </Text>
          {form.values.variables.map(({ name }) => (
            <Chip key={name} size="xs" checked={false} variant="outline" onClick={() => insert(name)}>
              {name}
            </Chip>
          ))}
        </Group>
      )}
      <UndefinedNames form={form} />
    </Stack>
  );
}

function UndefinedNames({ form }: Pick<TabProps, "form">) {
  const t = useT(agentWords);
  const missing = undefinedNames(form.values);
  if (missing.length === 0) return null;
  const define = () => form.setFieldValue("variables", [...form.values.variables, ...missing.map(newVariable)]);
  return (
    <Alert color="yellow" variant="light">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t("notDefined", { names: missing.map((name) => `{{${name}}}`).join(", ") })}</Text>
        <Button size="compact-sm" variant="default" onClick={define}>
          {t("define")}
        </Button>
      </Group>
    </Alert>
  );
}
