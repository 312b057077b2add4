// What stands in the way, in words, and what to do about it.

import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useT } from "../../i18n/language";
import { kitWords } from "../../kit/words";
import type { Conversation } from "./useConversation";
import { testWords } from "./words";

interface Props {
  talk: Conversation;
  onRetry: () => void;
  onText: () => void;
}

export function Problem({ talk, onRetry, onText }: Props) {
  const t = useT(testWords);
  const k = useT(kitWords);
  const { permission, failure, refusal } = talk;
  const microphone = permission === "denied" || permission === "absent" || permission === "insecure" || permission === "lost";
  if (!microphone && !failure) return null;
  return (
    <Alert color="red" variant="light" role="alert" title={failure ? t("error") : t("mic-blocked")}>
      <Stack gap="xs">
        {microphone && <Text size="sm">{t(permission)}</Text>}
        {failure && <Text size="sm">{t(failure.code)}</Text>}
        {refusal && <Text size="sm">{refusal.message}</Text>}
        {refusal?.requestId && <Code>{k("requestId", { id: refusal.requestId })}</Code>}
        {permission !== "lost" && (
          <Group gap="xs">
            <Button size="compact-md" variant="default" onClick={onRetry}>
              {k("retry")}
            </Button>
            <Button size="compact-md" variant="default" onClick={onText}>
              {t("inText")}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
