// A group of settings that may be null: a switch, and its fields while it is on.

import { Stack, Switch } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { get } from "../../kit/diff";
import { type OptionSpec, under } from "./lists";
import type { Config } from "./model";
import { FieldGrid } from "./Sections";
import { useLabel } from "./useLabel";

export function OptionalGroup({ form, spec }: { form: UseFormReturnType<Config>; spec: OptionSpec }) {
  const label = useLabel();
  const value = get(form.values, spec.path);
  if (value === undefined) return null;
  const toggle = (on: boolean) => form.setFieldValue(spec.path, (on ? structuredClone(spec.blank) : null) as never);
  return (
    <Stack mb="lg">
      <Switch
        label={label(spec.path)}
        checked={value !== null}
        error={form.errors[spec.path]}
        onChange={(event) => toggle(event.currentTarget.checked)}
      />
      {value !== null && <FieldGrid form={form} fields={under(spec.path, spec.fields)} />}
    </Stack>
  );
}
