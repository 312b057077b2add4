// One real run of the tool as it is saved, and the exchange with the far side.

import { Alert, Badge, Button, Fieldset, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { JsonField, type JsonObject } from "../../kit/JsonField";
import { ProblemAlert } from "../../kit/States";
import { Payload } from "../sessions/ToolCalls";
import { type Exchange, type Tool, tryTool } from "./queries";
import { requestWords } from "./requestWords";
import { sampleOf } from "./sample";

export function Trial({ tool, isDirty }: { tool: Tool; isDirty: boolean }) {
  const t = useT(requestWords);
  const [args, setArgs] = useState<JsonObject | string>(() => sampleOf(tool));
  const [variables, setVariables] = useState<JsonObject | string>({});
  const run = useMutation({ mutationFn: () => tryTool(tool.id, args as JsonObject, variables as JsonObject) });
  const isReady = typeof args !== "string" && typeof variables !== "string" && !isDirty;
  return (
    <Fieldset legend={t("test")}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t("testHint")}
        </Text>
        <JsonField label={t("arguments")} value={args} onChange={setArgs} />
        <JsonField label={t("variables")} value={variables} onChange={setVariables} />
        <Group>
          <Button variant="default" loading={run.isPending} disabled={!isReady} onClick={() => run.mutate()}>
            {t("run")}
          </Button>
          {isDirty && (
            <Text size="sm" c="dimmed">
              {t("saveFirst")}
            </Text>
          )}
        </Group>
        {run.error && <ProblemAlert error={run.error} />}
        {run.data && <Shown exchange={run.data} />}
      </Stack>
    </Fieldset>
  );
}

function Shown({ exchange }: { exchange: Exchange }) {
  const t = useT(requestWords);
  const format = useFormats();
  const { request, response, error, assigned } = exchange;
  return (
    <Stack gap="sm" data-testid="exchange" role="status">
      <Group gap="sm">
        {response && <Badge color={error ? "red" : "green"}>{response.status}</Badge>}
        <Text size="sm" c="dimmed">
          {t("took", { n: exchange.attempts, ms: format.ms(exchange.duration_ms) })}
        </Text>
      </Group>
      {error && (
        <Alert color="red" variant="light" title={error.code}>
          {error.message}
        </Alert>
      )}
      <Payload title={t("request")} value={request} />
      <Payload title={t("response")} value={response} />
      {Object.keys(assigned).length > 0 && <Payload title={t("assigned")} value={assigned} />}
    </Stack>
  );
}
