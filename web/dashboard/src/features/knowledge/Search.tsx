// What an agent would find.

import { Badge, Button, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { Loaded } from "../../kit/States";
import { useSearch } from "./queries";
import { knowledgeWords } from "./words";

export function Search({ knowledgeId }: { knowledgeId: string }) {
  const t = useT(knowledgeWords);
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  return (
    <section aria-labelledby="query">
      <Title order={2} id="query">
        {t("query")}
      </Title>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed.trim());
        }}
      >
        <Group align="flex-end" mt="xs" mb="md" wrap="nowrap">
          <TextInput flex={1} label={t("queryText")} maxLength={500} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
          <Button type="submit" disabled={!typed.trim()}>
            {t("find")}
          </Button>
        </Group>
      </form>
      {asked && <Found knowledgeId={knowledgeId} q={asked} />}
    </section>
  );
}

function Found({ knowledgeId, q }: { knowledgeId: string; q: string }) {
  const t = useT(knowledgeWords);
  const format = useFormats();
  return (
    <Loaded query={useSearch(knowledgeId, q)} rows={2}>
      {({ passages, elapsed_ms }) => (
        <Stack gap="sm">
          <Text size="sm" c="dimmed" role="status">
            {passages.length ? t("found", { n: passages.length, ms: format.ms(elapsed_ms) }) : t("nothing")}
          </Text>
          {passages.map(({ text, source, score }, index) => (
            <Paper key={index} withBorder p="sm" data-testid="passage">
              <Group justify="space-between" mb={4}>
                <Text size="sm" fw={600}>
                  {source}
                </Text>
                <Badge color="gray">{t("score", { percent: Math.round(score * 100) })}</Badge>
              </Group>
              <Text size="sm" style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>
                {text}
              </Text>
            </Paper>
          ))}
        </Stack>
      )}
    </Loaded>
  );
}
