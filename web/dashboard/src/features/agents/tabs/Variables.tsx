// Typed inputs of a conversation.

import { Button, Checkbox, Group, Select, Stack, Table, TagsInput, Text, TextInput } from "@mantine/core";
import { useT } from "../../../i18n/language";
import { PlusIcon, TrashIcon } from "../../../kit/icons";
import type { Variable } from "../model";
import { agentWords } from "../words";
import { fromText, toText, TYPES } from "../variableText";
import type { TabProps } from "./tab";

export function newVariable(name: string): Variable {
  return { name, type: "string", description: "", default: null, nullable: true } as Variable;
}

export function VariablesTab({ form }: TabProps) {
  const t = useT(agentWords);
  const { variables } = form.values;
  const put = (next: Variable[]) => form.setFieldValue("variables", next);
  return (
    <Stack>
      <Text c="dimmed">{t("variablesText")}</Text>
      {variables.length === 0 && <Text>{t("noVariables")}</Text>}
      {variables.length > 0 && (
        <Table.ScrollContainer minWidth={900}>
          <Table verticalSpacing="xs" highlightOnHover={false} aria-label={t("variables")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("variableName")}</Table.Th>
                <Table.Th w={130}>{t("variableType")}</Table.Th>
                <Table.Th>{t("variableDescription")}</Table.Th>
                <Table.Th w={150}>{t("variableDefault")}</Table.Th>
                <Table.Th w={180}>{t("allowedValues")}</Table.Th>
                <Table.Th w={90}>{t("variableNullable")}</Table.Th>
                <Table.Th w={50} aria-hidden="true" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {variables.map((variable, index) => (
                <Row
                  key={index}
                  variable={variable}
                  errorAt={(name) => form.errors[`variables.${index}.${name}`] as string | undefined}
                  onChange={(part) => put(variables.map((old, at) => (at === index ? { ...old, ...part } : old)))}
                  onRemove={() => put(variables.filter((_, at) => at !== index))}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Group>
        <Button variant="default" leftSection={<PlusIcon size={16} />} onClick={() => put([...variables, newVariable(`variable_${variables.length + 1}`)])}>
          {t("addVariable")}
        </Button>
      </Group>
    </Stack>
  );
}

interface RowProps {
  variable: Variable;
  errorAt: (name: string) => string | undefined;
  onChange: (part: Partial<Variable>) => void;
  onRemove: () => void;
}

function Row({ variable, errorAt, onChange, onRemove }: RowProps) {
  const t = useT(agentWords);
  const described = (name: string) => `${name}: ${variable.name}`;
  return (
    <Table.Tr>
      <Table.Td>
        <TextInput
          aria-label={described(t("variableName"))}
          value={variable.name}
          error={errorAt("name")}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={described(t("variableType"))}
          allowDeselect={false}
          data={[...TYPES]}
          value={variable.type}
          onChange={(type) => onChange({ type: (type ?? "string") as Variable["type"], default: null, enum: null })}
        />
      </Table.Td>
      <Table.Td>
        <TextInput
          aria-label={described(t("variableDescription"))}
          value={variable.description}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
      </Table.Td>
      <Table.Td>
        <TextInput
          aria-label={described(t("variableDefault"))}
          placeholder={variable.nullable ? "" : t("required")}
          value={toText(variable.default)}
          error={errorAt("default")}
          onChange={(event) => onChange({ default: fromText(event.currentTarget.value, variable.type) })}
        />
      </Table.Td>
      <Table.Td>
        <TagsInput
          aria-label={described(t("allowedValues"))}
          value={(variable.enum ?? []).map(toText)}
          error={errorAt("enum")}
          onChange={(values) => onChange({ enum: values.length ? values.map((value) => fromText(value, variable.type)) : null })}
        />
      </Table.Td>
      <Table.Td>
        <Checkbox
          aria-label={described(t("variableNullable"))}
          checked={variable.nullable}
          onChange={(event) => onChange({ nullable: event.currentTarget.checked })}
        />
      </Table.Td>
      <Table.Td>
        <Button variant="subtle" color="gray" c="var(--mantine-color-text)" size="compact-sm" onClick={onRemove} aria-label={t("remove", { name: variable.name })}>
          <TrashIcon size={16} />
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
