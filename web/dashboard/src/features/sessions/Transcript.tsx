// What was really said, turn by turn; the one that is heard is lit and kept in sight.

import { ActionIcon, Badge, CopyButton, Group, Text, UnstyledButton } from "@mantine/core";
import { memo, useDeferredValue, useEffect, useMemo, useRef } from "react";
import { clock } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { CheckIcon, CopyIcon } from "../../kit/icons";
import { kitWords } from "../../kit/words";
import { afterWords } from "./afterWords";
import type { SessionDetail } from "./queries";
import { Passages } from "./Passages";
import { offsetS, story, type Turn } from "./timing";
import classes from "./Transcript.module.css";
import { detailWords } from "./words";

const AT_ONCE = 60;

type Handoff = SessionDetail["handoffs"][number];

interface Props {
  turns: Turn[];
  handoffs: Handoff[];
  startIso: string | null;
  currentId: string | null;
  follow: boolean;
  /** The same function at each render: of hundreds of lines only those that change are drawn anew. */
  onPick: (turnId: string) => void;
}

export function Transcript({ turns, handoffs, startIso, currentId, follow, onPick }: Props) {
  const t = useT(detailWords);
  const list = useRef<HTMLOListElement>(null);
  const told = useMemo(() => story(turns, handoffs), [turns, handoffs]);
  useEffect(() => {
    if (follow) list.current?.querySelector("[data-current]")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, [currentId, follow]);
  // Of hundreds of turns the first are there at once, the others follow without holding the page up.
  const shown = useDeferredValue(told, told.slice(0, AT_ONCE));
  const isSettled = shown.length === told.length;
  useEffect(() => {
    // A copied link leads to its turn, not only to the page that has it.
    if (isSettled) list.current?.querySelector("[data-current]")?.scrollIntoView({ block: "center" });
  }, [isSettled]);
  if (told.length === 0) return <Text c="dimmed">{t("noTurns")}</Text>;
  return (
    <ol className={classes.list} ref={list} data-testid="transcript" aria-busy={!isSettled || undefined}>
      {shown.map(({ turn, handoff }) =>
        turn ? (
          <Line key={turn.id} turn={turn} at={offsetS(turn.started_at, startIso)} isCurrent={turn.id === currentId} onPick={onPick} />
        ) : (
          <Given key={handoff.id} handoff={handoff} />
        ),
      )}
    </ol>
  );
}

const Line = memo(function Line({ turn, at, isCurrent, onPick }: { turn: Turn; at: number | null; isCurrent: boolean; onPick: Props["onPick"] }) {
  const t = useT(detailWords);
  return (
    <li className={classes.line} data-role={turn.role} data-current={isCurrent || undefined}>
      <div className={classes.said}>
        <UnstyledButton className={classes.button} onClick={() => onPick(turn.id)} aria-current={isCurrent || undefined}>
          <Group gap="xs" mb={2}>
            <Text size="xs" fw={600}>
              {t(turn.role === "user" ? "callerLane" : "agentLane")}
            </Text>
            {at !== null && (
              <Text size="xs" c="dimmed">
                {clock(at)}
              </Text>
            )}
            {turn.interrupted && <Badge color="orange">{t("interrupted")}</Badge>}
          </Group>
          <Text>{turn.text}</Text>
        </UnstyledButton>
        <Passages passages={turn.passages} />
      </div>
      <CopyTurnLink index={turn.index} />
    </li>
  );
});

/** Where another agent took the word. */
function Given({ handoff }: { handoff: Handoff }) {
  const a = useT(afterWords);
  return (
    <li className={classes.handoff} data-testid="handoff">
      <Text size="sm" fw={600}>
        {a("givenTo", { name: handoff.to_agent_name })}
      </Text>
      <Text size="sm" c="dimmed">
        {handoff.rule}
      </Text>
    </li>
  );
}

function CopyTurnLink({ index }: { index: number }) {
  const t = useT(detailWords);
  const k = useT(kitWords);
  return (
    <CopyButton value={`${location.origin}${location.pathname}?turn=${index}`}>
      {({ copied, copy }) => (
        <ActionIcon variant="subtle" color="gray" c="dimmed" onClick={copy} aria-label={t("copyLink")} title={copied ? k("copied") : t("copyLink")}>
          {copied ? <CheckIcon size={16} /> : <CopyIcon size={16} />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}
