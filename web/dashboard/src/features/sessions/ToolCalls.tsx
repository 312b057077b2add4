import { Accordion, Badge, Code, Group, Stack, Text } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import type { ToolCall } from "./timing";
import { detailWords } from "./words";

const COLORS = { succeeded: "green", failed: "red", interrupted: "yellow" } as const;

/** Each call with what was sent and what came back. */
export function ToolCalls({ calls }: { calls: ToolCall[] }) {
  const format = useFormats();
  return (
    <Accordion variant="separated" multiple>
      {calls.map((call) => (
        <Accordion.Item key={call.id} value={call.id}>
          <Accordion.Control>
            <Group gap="sm">
              <Text fw={600}>{call.code}</Text>
              <Badge color={COLORS[call.status]}>{call.http_status ?? call.status}</Badge>
              <Text size="sm" c="dimmed">
                {format.ms(call.duration_ms)}
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Exchange call={call} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function Exchange({ call }: { call: ToolCall }) {
  const t = useT(detailWords);
  return (
    <Stack gap="sm">
      {call.error && <Text c="var(--mantine-color-error)">{call.error}</Text>}
      <Payload title={t("arguments")} value={call.arguments} />
      <Payload title={t("request")} value={call.request} />
      <Payload title={t("reply")} value={call.response} />
    </Stack>
  );
}

export function Payload({ title, value }: { title: string; value: unknown }) {
  if (value === null || value === undefined) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        {title}
      </Text>
      <Code block tabIndex={0} style={{ maxHeight: 320, overflow: "auto" }}>
        {text}
      </Code>
    </div>
  );
}
