// Talk to the draft: voice or text, variables, live transcript, timings and tool calls.

import { Alert, Anchor, Badge, Button, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import type { Mode } from "@speaknode/voice";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, ok } from "../../api/client";
import { fieldErrors } from "../../api/problem";
import { useT } from "../../i18n/language";
import { LinkButton } from "../../kit/LinkButton";
import type { Agent } from "../agents/model";
import { type Conversation, isRunning, useConversation } from "./useConversation";
import { Controls } from "./Controls";
import { DevicePicker } from "./DevicePicker";
import { LiveTranscript } from "./LiveTranscript";
import { Measured } from "./Measured";
import { Problem } from "./Problem";
import { useVariables, VariablesForm } from "./VariablesForm";
import { testWords } from "./words";

interface Props {
  agent: Agent;
  isDirty: boolean;
  onSave?: () => void;
}

const DRAFT = 0;

export function TestPanel({ agent, isDirty, onSave }: Props) {
  const t = useT(testWords);
  const client = useQueryClient();
  const [mode, setMode] = useState<Mode>("voice");
  const [locale, setLocale] = useState(agent.default_locale);
  const [device, setDevice] = useState<string | null>(null);
  const variables = useVariables(agent.variables);
  const locales = Object.keys(agent.locales);
  const spoken = locales.includes(locale) ? locale : agent.default_locale;
  const talk = useConversation((asked) =>
    ok(
      api().POST("/v1/sessions", {
        body: {
          agent_id: agent.id,
          channel: asked === "text" ? "text" : "test",
          locale: spoken,
          variables: variables.values,
          version: DRAFT,
        },
      }),
    ),
  );
  const running = isRunning(talk.state);
  const start = (wanted: Mode) => {
    setMode(wanted);
    talk.start(wanted, device ?? undefined);
  };
  useEffect(() => {
    if (!running) void client.invalidateQueries({ queryKey: ["sessions"] });
  }, [running, client]);
  const wrong = talk.refusal ? fieldErrors(talk.refusal, (path) => /^variables\.\w+$/.test(path)) : null;
  return (
    <Stack gap="sm" h="100%">
      <Group justify="space-between" gap="xs">
        <State talk={talk} />
        <Text size="xs" c="dimmed">
          {t("draft")}
        </Text>
      </Group>
      {isDirty && onSave && !running && (
        <Alert color="yellow" variant="light" p="xs">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{t("unsaved")}</Text>
            <Button size="compact-sm" variant="default" onClick={onSave}>
              {t("save")}
            </Button>
          </Group>
        </Alert>
      )}
      {!running && (
        <>
          <SegmentedControl
            fullWidth
            aria-label={t("mode")}
            value={mode}
            onChange={(next) => setMode(next as Mode)}
            data={[
              { value: "voice", label: t("voice") },
              { value: "text", label: t("text") },
            ]}
          />
          {locales.length > 1 && (
            <Select label={t("language")} allowDeselect={false} data={locales} value={spoken} onChange={(next) => next && setLocale(next)} />
          )}
          <VariablesForm declared={agent.variables} form={variables} errors={wrong?.fields ?? {}} />
                  </>
      )}
      {mode === "voice" && (
        <DevicePicker
          value={device}
          onChange={(next) => {
            setDevice(next);
            talk.useDevice(next);
          }}
        />
      )}
      {!running && <Button onClick={() => start(mode)}>{talk.sessionId ? t("again") : t("start")}</Button>}
      <Problem talk={talk} onRetry={() => start(mode)} onText={() => start("text")} />
      {running && <Controls talk={talk} mode={mode} />}
      <LiveTranscript messages={talk.messages} running={running} onSend={talk.send} />
      {talk.sessionId && <Measured sessionId={talk.sessionId} running={running} />}
      {talk.sessionId && !running && (
        <LinkButton to="/sessions/$sessionId" params={{ sessionId: talk.sessionId }} variant="default">
          {t("openSession")}
        </LinkButton>
      )}
      {talk.soundBlocked && (
        <Anchor component="button" onClick={talk.enableSound}>
          {t("enableSound")}
        </Anchor>
      )}
    </Stack>
  );
}

const COLOURS: Partial<Record<Conversation["state"], string>> = {
  connecting: "yellow",
  reconnecting: "yellow",
  listening: "green",
  thinking: "indigo",
  speaking: "indigo",
  error: "red",
  "mic-blocked": "red",
};

function State({ talk }: { talk: Conversation }) {
  const t = useT(testWords);
  return (
    <div role="status" data-state={talk.state} data-session={talk.sessionId ?? undefined}>
      <Badge color={COLOURS[talk.state] ?? "gray"} size="lg">
        {t(talk.state)}
      </Badge>
    </div>
  );
}
