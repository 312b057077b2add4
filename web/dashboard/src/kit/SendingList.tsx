import { Group, Paper, Progress, Stack, Text } from "@mantine/core";
import { useT } from "../i18n/language";
import { CheckIcon } from "./icons";
import type { Sent } from "./useSending";
import { kitWords } from "./words";

export function SendingList<S>({ rows, nameOf }: { rows: Sent<S>[]; nameOf: (source: S) => string }) {
  const t = useT(kitWords);
  return (
    <Stack gap="xs" role="list">
      {rows.map(({ source, state, share, error }, index) => (
        <Paper key={index} withBorder p="xs" role="listitem" data-state={state}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
              {nameOf(source)}
            </Text>
            <Group gap={4} wrap="nowrap">
              {state === "done" && <CheckIcon size={16} />}
              <Text size="sm" c={state === "failed" ? "var(--mantine-color-error)" : "dimmed"}>
                {t(state)}
              </Text>
            </Group>
          </Group>
          {state === "sending" && <Progress mt={6} size="sm" value={Math.max(5, share * 100)} animated aria-label={nameOf(source)} />}
          {error && (
            <Text size="sm" mt={4} c="var(--mantine-color-error)" role="alert">
              {error}
            </Text>
          )}
        </Paper>
      ))}
    </Stack>
  );
}
