// One conversation: why it ended, what was heard, what was said, how long everything took.

import { Card, SegmentedControl, Tabs, Text, Title } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { useT } from "../../i18n/language";
import { PageHeader } from "../../kit/PageHeader";
import { Loading } from "../../kit/States";
import { useFormats } from "../../i18n/format";
import { afterWords } from "./afterWords";
import { Analysis } from "./Analysis";
import { Banner } from "./Banner";
import { Cost } from "./Cost";
import { costWords } from "./costWords";
import { Errors, Variables } from "./DetailTabs";
import { Handoffs } from "./Handoffs";
import { usePlayback } from "./playback";
import type { SessionDetail } from "./queries";
import { replies, spanAt, spans } from "./timing";
import { Payload, ToolCalls } from "./ToolCalls";
import { Transcript } from "./Transcript";
import { Waterfall } from "./Waterfall";
import { detailWords } from "./words";

const Player = lazy(() => import("./Player").then((module) => ({ default: module.Player })));

interface Props {
  session: SessionDetail;
  /** The links of the recordings have expired. */
  onStale: () => Promise<unknown>;
}

export function Detail({ session, onStale }: Props) {
  const t = useT(detailWords);
  const format = useFormats();
  const playback = usePlayback();
  const mixes = session.recordings.filter((recording) => recording.kind === "mix");
  const [part, setPart] = useState<number | null>(null);
  const mix = mixes.find((recording) => recording.part === part) ?? mixes[0];
  const startIso = mix?.started_at ?? session.started_at;
  const turns = useMemo(() => [...session.turns].sort((a, b) => a.index - b.index), [session.turns]);
  const regions = useMemo(() => spans(turns, startIso, mix?.duration_s ?? Infinity), [turns, startIso, mix]);
  const answered = useMemo(() => replies(turns, session.tool_calls).filter((reply) => reply.segments.length), [turns, session.tool_calls]);
  const { turn: linked } = useSearch({ from: "/shell/sessions/$sessionId" });
  const linkedId = turns.find((turn) => turn.index === linked)?.id ?? null;
  const [picked, setPicked] = useState<string | null>(linkedId);
  const heard = playback.hasPlayed ? (spanAt(regions, playback.seconds)?.id ?? null) : null;
  const currentId = heard ?? picked;

  // One cursor: whichever of the three is clicked, all of them show the same moment.
  const { seek } = playback;
  const hasSound = mix !== undefined;
  const pick = useCallback(
    (turnId: string) => {
      setPicked(turnId);
      const region = regions.find((span) => span.id === turnId);
      if (region && hasSound) seek(region.fromS, true);
    },
    [regions, hasSound, seek],
  );
  return (
    <>
      <PageHeader title={session.agent_name} text={format.exact(session.created_at)} />
      <Banner session={session} />
      <Card withBorder mb="lg">
        <Title order={2} mb="sm">
          {t("recording")}
        </Title>
        {mixes.length > 1 && (
          // Another worker took the conversation up, and recorded the rest.
          <SegmentedControl
            mb="sm"
            aria-label={t("recording")}
            data={mixes.map((recording, index) => ({ value: String(recording.part), label: `${t("part")} ${index + 1}` }))}
            value={String(mix?.part)}
            onChange={(value) => setPart(Number(value))}
          />
        )}
        {mix ? (
          <Suspense fallback={<Loading rows={3} />}>
            <Player session={session} mix={mix} regions={regions} playback={playback} onStale={onStale} startAtS={startOf(regions, linkedId)} />
          </Suspense>
        ) : (
          <Text c="dimmed">{t(whyNoSound(session))}</Text>
        )}
      </Card>
      <Card withBorder mb="lg">
        <Title order={2} mb="sm">
          {t("timing")}
        </Title>
        {answered.length > 0 ? (
          <Waterfall replies={answered} currentId={currentId} agentId={session.agent_id} onPick={(reply) => pick(reply.turn.id)} />
        ) : (
          <Text c="dimmed">{t("noTiming")}</Text>
        )}
      </Card>
      <DetailTabs session={session} transcript={<Transcript turns={turns} handoffs={session.handoffs} startIso={startIso} currentId={currentId} follow={playback.isPlaying} onPick={pick} />} />
    </>
  );
}

function whyNoSound(session: SessionDetail): "recordingLater" | "recordingExpected" | "recordingFailed" | "noRecording" {
  if (session.status !== "completed" && session.status !== "failed") return "recordingLater";
  if (session.recording === "failed") return "recordingFailed";
  return session.recording === "none" ? "noRecording" : "recordingExpected";
}

function startOf(regions: { id: string; fromS: number }[], turnId: string | null): number {
  return regions.find((region) => region.id === turnId)?.fromS ?? 0;
}

function DetailTabs({ session, transcript }: { session: SessionDetail; transcript: React.ReactNode }) {
  const t = useT(detailWords);
  const c = useT(costWords);
  const navigate = useNavigate();
  const search = useSearch({ from: "/shell/sessions/$sessionId" });
  const a = useT(afterWords);
  const after = (name: "handoffs" | "analysis", content: React.ReactNode): [string, string, React.ReactNode] => [name, a(name), content];
  const panels: [string, string, React.ReactNode][] = [
    ["transcript", t("transcript"), transcript],
    ["tools", count(t("toolCalls"), session.tool_calls.length), session.tool_calls.length ? <ToolCalls calls={session.tool_calls} /> : <Text c="dimmed">{t("noToolCalls")}</Text>],
    ...(session.handoffs.length ? [after("handoffs", <Handoffs key="handoffs" handoffs={session.handoffs} />)] : []),
    after("analysis", <Analysis key="analysis" session={session} />),
    ["errors", count(t("errors"), session.errors.length), <Errors key="errors" errors={session.errors} />],
    ["variables", t("variables"), <Variables key="variables" values={session.variables} />],
    ["cost", c("title"), <Cost key="cost" cost={session.cost} />],
    ["raw", t("raw"), <Payload key="raw" title={session.id} value={session} />],
  ];
  return (
    <Tabs
      value={search.tab ?? "transcript"}
      keepMounted={false}
      onChange={(tab) =>
        void navigate({
          to: "/sessions/$sessionId",
          params: { sessionId: session.id },
          search: { ...search, tab: tab === "transcript" || !tab ? undefined : tab },
          replace: true,
          resetScroll: false,
        })
      }
    >
      <Tabs.List mb="md" style={{ flexWrap: "nowrap", overflowX: "auto", overflowY: "hidden" }}>
        {panels.map(([name, label]) => (
          <Tabs.Tab key={name} value={name} style={{ flexShrink: 0 }}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {panels.map(([name, , content]) => (
        <Tabs.Panel key={name} value={name}>
          {content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function count(label: string, n: number): string {
  return n ? `${label} · ${n}` : label;
}
