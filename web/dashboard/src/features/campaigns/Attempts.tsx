import { List, Text } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { TextLink } from "../../kit/RowLink";
import type { Attempt, Item } from "./queries";
import { itemWords } from "./words";

/** Each call to the contact: how it ended, when it was, and the way to its session. */
export function Attempts({ item }: { item: Item }) {
  const t = useT(itemWords);
  if (item.attempts.length === 0) return null;
  return (
    <List type="ordered" size="sm" aria-label={`${t("attempts")}: ${item.contact.number}`}>
      {item.attempts.map((attempt, index) => (
        <List.Item key={attempt.session_id}>
          <Line attempt={attempt} name={t("session", { n: index + 1, number: item.contact.number })} />
        </List.Item>
      ))}
    </List>
  );
}

function Line({ attempt, name }: { attempt: Attempt; name: string }) {
  const t = useT(itemWords);
  const format = useFormats();
  const outcome = attempt.outcome ? t(attempt.outcome) : t("notOver");
  return (
    <>
      {/* Without a number of ours nobody was dialled: there is no session. */}
      {attempt.number ? (
        <TextLink to="/sessions/$sessionId" params={{ sessionId: attempt.session_id }} aria-label={`${outcome}. ${name}`}>
          {outcome}
        </TextLink>
      ) : (
        outcome
      )}
      <Text size="xs" c="dimmed">
        {format.moment(attempt.planned_at)}
      </Text>
    </>
  );
}
