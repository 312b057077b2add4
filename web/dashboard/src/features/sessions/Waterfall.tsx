// One bar for each reply: what its waiting time was made of. A click goes to that moment.

import { Group, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useDeferredValue } from "react";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { TextLink } from "../../kit/RowLink";
import type { Reply, SegmentKind } from "./timing";
import classes from "./Waterfall.module.css";
import { detailWords } from "./words";

const KINDS: SegmentKind[] = ["stt", "wait", "llm", "tool", "rest", "tts"];

/** The tab of the agent's editor where a part can be changed. */
const SETTING: Partial<Record<SegmentKind, string>> = {
  stt: "listening",
  wait: "listening",
  llm: "general",
  tool: "tools",
  tts: "languages",
};

/** Beyond it the bars roll in a window of their own, so that the transcript below stays in reach. */
const LONG = 15;

interface Props {
  replies: Reply[];
  currentId?: string | null;
  onPick?: (reply: Reply) => void;
  agentId?: string;
  /** In a narrow panel: bars and totals only. */
  compact?: boolean;
}

export function Waterfall({ replies, currentId = null, onPick, agentId, compact = false }: Props) {
  const t = useT(detailWords);
  const shown = useDeferredValue(replies, replies.slice(0, LONG));
  const longest = Math.max(1, ...replies.map((reply) => reply.totalMs));
  const used = KINDS.filter((kind) => replies.some((reply) => reply.segments.some((segment) => segment.kind === kind)));
  return (
    <div>
      <Group gap="md" mb="xs">
        {used.map((kind) => (
          <Group key={kind} gap={6} wrap="nowrap">
            <span className={classes.swatch} data-kind={kind} />
            <Text size="xs">{t(kind)}</Text>
          </Group>
        ))}
      </Group>
      <ol className={classes.list} data-long={replies.length > LONG || undefined}>
        {shown.map((reply) => (
          <Row key={reply.turn.id} reply={reply} scale={longest} isCurrent={reply.turn.id === currentId} onPick={onPick} compact={compact} />
        ))}
      </ol>
      {!compact && <Slowest replies={replies} agentId={agentId} />}
    </div>
  );
}

interface RowProps {
  reply: Reply;
  scale: number;
  isCurrent: boolean;
  onPick: Props["onPick"];
  compact: boolean;
}

function Row({ reply, scale, isCurrent, onPick, compact }: RowProps) {
  const t = useT(detailWords);
  const format = useFormats();
  const said = reply.segments.map(({ kind, ms }) => `${t(kind)} ${format.ms(ms)}`).join(", ");
  const content = (
    <>
      {!compact && (
        <Text size="sm" truncate className={classes.words}>
          {reply.turn.text}
        </Text>
      )}
      <span className={classes.track} aria-hidden="true">
        {reply.segments.map(({ kind, fromMs, ms }) => (
          <span
            key={kind}
            data-kind={kind}
            title={`${t(kind)}: ${format.ms(ms)}`}
            style={{ left: `${(fromMs / scale) * 100}%`, width: `${(ms / scale) * 100}%` }}
          />
        ))}
      </span>
      <Text size="sm" className={classes.total}>
        {format.ms(reply.totalMs)}
      </Text>
    </>
  );
  const common = { className: classes.row, "data-current": isCurrent || undefined, "data-compact": compact || undefined };
  return (
    <li>
      {onPick ? (
        <UnstyledButton {...common} onClick={() => onPick(reply)} aria-current={isCurrent || undefined}>
          {content}
          <VisuallyHidden>{said}</VisuallyHidden>
        </UnstyledButton>
      ) : (
        <div {...common} title={said}>
          {content}
        </div>
      )}
    </li>
  );
}

/** Names what to improve first, and where. */
function Slowest({ replies, agentId }: { replies: Reply[]; agentId: string | undefined }) {
  const t = useT(detailWords);
  const format = useFormats();
  const slowest = replies.flatMap((reply) => reply.slowest ?? []).sort((a, b) => b.ms - a.ms)[0];
  if (!slowest) return null;
  const tab = SETTING[slowest.kind];
  return (
    <Text size="sm" mt="sm">
      {t("slowest", { what: t(slowest.kind), ms: format.ms(slowest.ms) })}{" "}
      {tab && agentId && (
        <TextLink to="/agents/$agentId" params={{ agentId }} search={{ tab }}>
          {t("change")}
        </TextLink>
      )}
    </Text>
  );
}
