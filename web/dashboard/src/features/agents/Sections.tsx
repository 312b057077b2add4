import { Fieldset, SimpleGrid } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { get } from "../../kit/diff";
import type { Field, Section } from "./fields";
import type { Config } from "./model";
import { SettingField } from "./SettingField";
import { useLabel } from "./useLabel";

const WIDE = new Set(["area", "tags", "service", "many", "background"]);

/** Groups of settings; what the loaded agent does not have is left out. */
export function Sections({ form, sections }: { form: UseFormReturnType<Config>; sections: Section[] }) {
  const label = useLabel();
  return sections.map(({ title, fields }) => {
    const known = fields.filter(({ path }) => get(form.values, path) !== undefined);
    if (known.length === 0) return null;
    return (
      <Fieldset key={title} legend={label(title)} mb="lg">
        <FieldGrid form={form} fields={known} />
      </Fieldset>
    );
  });
}

export function FieldGrid({ form, fields, cols = 2 }: { form: UseFormReturnType<Config>; fields: Field[]; cols?: number }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: cols }} verticalSpacing="md" style={{ alignItems: "end" }}>
      {fields.map((field) => (
        <div key={field.path} style={WIDE.has(field.kind) ? { gridColumn: "1 / -1" } : undefined}>
          <SettingField form={form} field={field} />
        </div>
      ))}
    </SimpleGrid>
  );
}
