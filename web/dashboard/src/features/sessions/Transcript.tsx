// What was really said, turn by turn; the one that is heard is lit and kept in sight.

import { ActionIcon, Badge, CopyButton, Group, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import { clock } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { CheckIcon, CopyIcon } from "../../kit/icons";
import { kitWords } from "../../kit/words";
import { offsetS, type Turn } from "./timing";
import classes from "./Transcript.module.css";
import { detailWords } from "./words";

interface Props {
  turns: Turn[];
  startIso: string | null;
  currentId: string | null;
  follow: boolean;
  onPick: (turnId: string) => void;
}

export function Transcript({ turns, startIso, currentId, follow, onPick }: Props) {
  const t = useT(detailWords);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (follow) list.current?.querySelector("[data-current]")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, [currentId, follow]);
  if (turns.length === 0) return <Text c="dimmed">{t("noTurns")}</Text>;
  return (
    <ol className={classes.list} ref={list} data-testid="transcript">
      {turns.map((turn) => (
        <Line key={turn.id} turn={turn} at={offsetS(turn.started_at, startIso)} isCurrent={turn.id === currentId} onPick={onPick} />
      ))}
    </ol>
  );
}

function Line({ turn, at, isCurrent, onPick }: { turn: Turn; at: number | null; isCurrent: boolean; onPick: Props["onPick"] }) {
  const t = useT(detailWords);
  return (
    <li className={classes.line} data-role={turn.role} data-current={isCurrent || undefined}>
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
      <CopyTurnLink index={turn.index} />
    </li>
  );
}

function CopyTurnLink({ index }: { index: number }) {
  const t = useT(detailWords);
  const k = useT(kitWords);
  return (
    <CopyButton value={`${location.origin}${location.pathname}?turn=${index}`}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? k("copied") : t("copyLink")}>
          <ActionIcon variant="subtle" color="gray" c="dimmed" onClick={copy} aria-label={t("copyLink")}>
            {copied ? <CheckIcon size={16} /> : <CopyIcon size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
