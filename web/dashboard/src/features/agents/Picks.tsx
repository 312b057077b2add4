// Things of the space that the agent uses, chosen by their box; what is gone can be taken out.

import { Alert, Checkbox, Group, Paper, Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import type { Config } from "./model";
import classes from "./Picks.module.css";

export interface Pick {
  id: string;
  title: string;
  text?: string | undefined;
  action?: ReactNode;
}

interface Props {
  form: UseFormReturnType<Config>;
  path: "tool_ids" | "knowledge_ids";
  items: Pick[];
  /** Whether `items` are all there are, so that what is not among them is gone. */
  complete: boolean;
  none: string;
  missing: string;
}

export function Picks({ form, path, items, complete, none, missing }: Props) {
  const chosen = form.values[path];
  const toggle = (id: string) =>
    form.setFieldValue(path, chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const gone = complete ? chosen.filter((id) => !items.some((item) => item.id === id)) : [];
  const errors = Object.entries(form.errors).filter(([at]) => at === path || at.startsWith(`${path}.`));
  return (
    <Stack gap="xs">
      {items.length === 0 && <Text>{none}</Text>}
      {items.map(({ id, title, text, action }) => (
        <Paper key={id} withBorder p="sm">
          <Group justify="space-between" wrap="nowrap" className={classes.pick}>
            <Checkbox checked={chosen.includes(id)} onChange={() => toggle(id)} label={<Text fw={600}>{title}</Text>} description={text} />
            {action}
          </Group>
        </Paper>
      ))}
      {gone.map((id) => (
        <Alert key={id} color="red" variant="light">
          <Checkbox checked onChange={() => toggle(id)} label={`${id}: ${missing}`} />
        </Alert>
      ))}
      {errors.map(([at, error]) => (
        <Text key={at} c="var(--mantine-color-error)" size="sm">
          {error}
        </Text>
      ))}
    </Stack>
  );
}
