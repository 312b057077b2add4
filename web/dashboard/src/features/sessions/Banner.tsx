// The first thing to read: what became of the conversation, in words, with its few figures.

import { Card, Group, Stack, Text } from "@mantine/core";
import { clock, useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { TextLink } from "../../kit/RowLink";
import { costWords } from "./costWords";
import { DeleteSession } from "./DeleteSession";
import type { SessionDetail } from "./queries";
import { useEndSession } from "./queries";
import { useReason } from "./reason";
import { COLOURS, StatusBadge } from "./StatusBadge";
import { detailWords, sessionWords } from "./words";

export function Banner({ session }: { session: SessionDetail }) {
  const t = useT(detailWords);
  const reason = useReason();
  const end = useEndSession(session.id);
  const isOver = session.status === "completed" || session.status === "failed";
  return (
    <Card withBorder mb="lg" style={{ borderLeft: `4px solid var(--mantine-color-${COLOURS[session.status]}-filled)` }}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <StatusBadge status={session.status} />
            <Text fw={600}>{reason(session, true) ?? t("notOver")}</Text>
          </Group>
          {isOver ? (
            <DeleteSession sessionId={session.id} />
          ) : (
            <ConfirmButton size="compact-md" label={t("end")} title={t("end")} text={t("endText")} confirm={t("end")} onConfirm={() => end.mutate()} />
          )}
        </Group>
        {session.end_detail && <Text size="sm">{session.end_detail}</Text>}
        <Facts session={session} />
      </Stack>
    </Card>
  );
}

function Facts({ session }: { session: SessionDetail }) {
  const t = useT(detailWords);
  const s = useT(sessionWords);
  const c = useT(costWords);
  const format = useFormats();
  const mixes = session.recordings.filter((recording) => recording.kind === "mix");
  const recorded = mixes.length ? mixes.reduce((sum, recording) => sum + recording.duration_s, 0) : undefined;
  const e2e = session.metrics.e2e;
  return (
    <Group gap="xl" component="dl" m={0}>
      <Fact name={s("agent")}>
        <TextLink to="/agents/$agentId" params={{ agentId: session.agent_id }}>
          {session.agent_name}
        </TextLink>{" "}
        {session.agent_version ? `v${session.agent_version}` : s("draft")}
      </Fact>
      <Fact name={s("channel")}>
        {s(session.channel)} · {session.locale}
      </Fact>
      {session.caller && <Fact name={s("caller")}>{session.caller}</Fact>}
      {session.duration_s !== null && <Fact name={t("connected")}>{clock(session.duration_s)}</Fact>}
      {recorded !== undefined && <Fact name={t("recorded")}>{clock(recorded)}</Fact>}
      {session.cost && <Fact name={c("title")}>{format.usd(session.cost.total_usd)}</Fact>}
      {session.expires_at && <Fact name={t("expires")}>{format.exact(session.expires_at)}</Fact>}
      <Fact name={s("turns")}>{session.turn_count}</Fact>
      {e2e && (
        <Fact name={t("response")}>
          {format.ms(e2e.p50_ms)} / {format.ms(e2e.p95_ms)}
        </Fact>
      )}
    </Group>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {children}
      </Text>
    </div>
  );
}
