// Values for the agent's variables, kept from one test to the next.

import { Fieldset, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "../../i18n/language";
import type { Variable } from "../agents/model";
import { fromText, toText, type Value } from "../agents/variableText";
import { testWords } from "./words";

export interface VariablesState {
  texts: Record<string, string>;
  set: (name: string, text: string) => void;
  /** Only what was filled in: the agent's defaults do the rest. */
  values: Record<string, Value>;
}

export function useVariables(declared: Variable[]): VariablesState {
  const [texts, setTexts] = useState<Record<string, string>>({});
  const filled = declared.filter(({ name }) => texts[name]);
  return {
    texts,
    set: (name, text) => setTexts((old) => ({ ...old, [name]: text })),
    values: Object.fromEntries(filled.map(({ name, type }) => [name, fromText(texts[name] ?? "", type)])),
  };
}

interface Props {
  declared: Variable[];
  form: VariablesState;
  errors: Record<string, string>;
}

export function VariablesForm({ declared, form, errors }: Props) {
  const t = useT(testWords);
  if (declared.length === 0) return null;
  return (
    <Fieldset legend={t("variables")} p="sm">
      <Stack gap="xs">
        {declared.map((variable) => (
          <Field
            key={variable.name}
            variable={variable}
            text={form.texts[variable.name] ?? ""}
            error={errors[`variables.${variable.name}`]}
            onChange={(text) => form.set(variable.name, text)}
          />
        ))}
      </Stack>
    </Fieldset>
  );
}

interface FieldProps {
  variable: Variable;
  text: string;
  error: string | undefined;
  onChange: (text: string) => void;
}

function Field({ variable, text, error, onChange }: FieldProps) {
  const isRequired = !variable.nullable && variable.default === null;
  const common = { label: variable.name, description: variable.description || undefined, error, withAsterisk: isRequired, size: "xs" };
  if (variable.type === "boolean") {
    return <Select {...common} clearable data={["true", "false"]} placeholder={toText(variable.default)} value={text || null} onChange={(next) => onChange(next ?? "")} />;
  }
  return <TextInput {...common} placeholder={toText(variable.default)} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
}
