// A list of objects: one card for each, drawn from its spec.

import { Button, Card, Fieldset, Group, Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../i18n/language";
import { get } from "../../kit/diff";
import { PlusIcon, TrashIcon } from "../../kit/icons";
import { type ListSpec, under } from "./lists";
import type { Config } from "./model";
import { FieldGrid } from "./Sections";
import { useLabel } from "./useLabel";
import { agentWords } from "./words";

export function ObjectList({ form, spec }: { form: UseFormReturnType<Config>; spec: ListSpec }) {
  const t = useT(agentWords);
  const what = useLabel()(spec.path);
  const entries = get(form.values, spec.path) as Record<string, unknown>[] | undefined;
  if (!entries) return null;
  const put = (next: Record<string, unknown>[]) => {
    form.clearErrors(); // They are told by number, and the numbers move.
    form.setFieldValue(spec.path, next as never);
  };
  return (
    <Fieldset legend={what} mb="lg">
      <Stack>
        {entries.map((entry, index) => {
          const name = String(entry["name"] || t("entry", { what, n: index + 1 }));
          return (
            <Card key={index} withBorder role="group" aria-label={name}>
              <Group justify="space-between" mb="xs">
                <Text fw={600}>{name}</Text>
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<TrashIcon size={14} />}
                  onClick={() => put(entries.filter((_, at) => at !== index))}
                >
                  {t("remove", { name })}
                </Button>
              </Group>
              <FieldGrid form={form} fields={under(`${spec.path}.${index}`, spec.fields)} />
            </Card>
          );
        })}
        {form.errors[spec.path] && (
          <Text c="var(--mantine-color-error)" size="sm">
            {form.errors[spec.path]}
          </Text>
        )}
        <Group>
          <Button
            variant="default"
            leftSection={<PlusIcon size={16} />}
            aria-label={`${t("addEntry")}: ${what}`}
            disabled={entries.length >= spec.max}
            onClick={() => put([...entries, structuredClone(spec.blank)])}
          >
            {t("addEntry")}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
