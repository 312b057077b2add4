// What of the agent's knowledge lay before its LLM at a turn. A link leads to each document while it is there.

import { Text } from "@mantine/core";
import { useT } from "../../i18n/language";
import { TextLink } from "../../kit/RowLink";
import type { Turn } from "./timing";
import classes from "./Transcript.module.css";
import { detailWords } from "./words";

export function Passages({ passages }: { passages: Turn["passages"] }) {
  const t = useT(detailWords);
  if (passages.length === 0) return null;
  return (
    <details className={classes.passages}>
      <summary>{t("passages", { n: passages.length })}</summary>
      {passages.map(({ knowledge_id, source, text, score }, place) => (
        <blockquote key={place}>
          <TextLink to="/knowledge/$knowledgeId" params={{ knowledgeId: knowledge_id }}>
            {source}
          </TextLink>{" "}
          <Text span size="sm" c="dimmed">
            {Math.round(score * 100)} %
          </Text>
          <br />
          {text}
        </blockquote>
      ))}
    </details>
  );
}
