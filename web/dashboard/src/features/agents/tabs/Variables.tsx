// Typed inputs of a conversation.

import { Button, Card, Checkbox, Group, Select, SimpleGrid, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import type { FormErrors } from "@mantine/form";
import { useT } from "../../../i18n/language";
import { PlusIcon, TrashIcon } from "../../../kit/icons";
import type { Variable } from "../model";
import { agentWords } from "../words";
import { fromText, toText, TYPES } from "../variableText";
import type { TabProps } from "./tab";

const MOST = 100;

export function newVariable(name: string): Variable {
  return { name, type: "string", description: "", default: null, nullable: true } as Variable;
}

export function VariablesTab({ form }: TabProps) {
  const t = useT(agentWords);
  const { variables } = form.values;
  const put = (next: Variable[]) => form.setFieldValue("variables", next);
  const remove = (index: number) => {
    form.clearErrors(); // They are told by number, and the numbers move.
    put(variables.filter((_, at) => at !== index));
  };
  return (
    <Stack>
      <Text c="dimmed">{t("variablesText")}</Text>
      {variables.length === 0 && <Text>{t("noVariables")}</Text>}
      {variables.map((variable, index) => (
        <Entry
          key={index}
          variable={variable}
          errorAt={(name) => errorIn(form.errors, `variables.${index}.${name}`)}
          onChange={(part) => put(variables.map((old, at) => (at === index ? { ...old, ...part } : old)))}
          onRemove={() => remove(index)}
        />
      ))}
      {form.errors["variables"] && (
        <Text c="var(--mantine-color-error)" size="sm">
          {form.errors["variables"]}
        </Text>
      )}
      <Group>
        <Button variant="default" leftSection={<PlusIcon size={16} />} disabled={variables.length >= MOST} onClick={() => put([...variables, newVariable(`variable_${variables.length + 1}`)])}>
          {t("addVariable")}
        </Button>
      </Group>
    </Stack>
  );
}

/** Of a setting, or of a value within it. */
function errorIn(errors: FormErrors, path: string): string | undefined {
  const place = Object.keys(errors).find((key) => key === path || key.startsWith(`${path}.`));
  return place === undefined ? undefined : (errors[place] as string);
}

interface EntryProps {
  variable: Variable;
  errorAt: (name: string) => string | undefined;
  onChange: (part: Partial<Variable>) => void;
  onRemove: () => void;
}

function Entry({ variable, errorAt, onChange, onRemove }: EntryProps) {
  const t = useT(agentWords);
  const named = (word: "variableName" | "variableType" | "variableDescription" | "variableDefault" | "allowedValues" | "variableNullable") => ({
    label: t(word),
    "aria-label": `${t(word)}: ${variable.name}`,
  });
  return (
    <Card withBorder role="group" aria-label={variable.name}>
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{variable.name}</Text>
        <Button size="compact-sm" variant="default" leftSection={<TrashIcon size={14} />} onClick={onRemove}>
          {t("remove", { name: variable.name })}
        </Button>
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput {...named("variableName")} value={variable.name} error={errorAt("name")} onChange={(event) => onChange({ name: event.currentTarget.value })} />
        <Select
          {...named("variableType")}
          allowDeselect={false}
          data={[...TYPES]}
          value={variable.type}
          error={errorAt("type")}
          onChange={(type) => onChange({ type: (type ?? "string") as Variable["type"], default: null, enum: null })}
        />
        <TextInput
          {...named("variableDescription")}
          value={variable.description}
          error={errorAt("description")}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
        <TextInput
          {...named("variableDefault")}
          placeholder={variable.nullable ? "" : t("required")}
          value={toText(variable.default)}
          error={errorAt("default")}
          onChange={(event) => onChange({ default: fromText(event.currentTarget.value, variable.type) })}
        />
        <TagsInput
          {...named("allowedValues")}
          value={(variable.enum ?? []).map(toText)}
          error={errorAt("enum")}
          onChange={(values) => onChange({ enum: values.length ? values.map((value) => fromText(value, variable.type)) : null })}
        />
        <Checkbox {...named("variableNullable")} mt={{ sm: 28 }} checked={variable.nullable} onChange={(event) => onChange({ nullable: event.currentTarget.checked })} />
      </SimpleGrid>
    </Card>
  );
}
