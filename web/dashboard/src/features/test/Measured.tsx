// What the platform has measured of this conversation so far.

import { Divider, Stack, Text } from "@mantine/core";
import { useT } from "../../i18n/language";
import { replies } from "../sessions/timing";
import { ToolCalls } from "../sessions/ToolCalls";
import { useSession } from "../sessions/queries";
import { Waterfall } from "../sessions/Waterfall";
import { testWords } from "./words";

const POLL_MS = 3000;

export function Measured({ sessionId, running }: { sessionId: string; running: boolean }) {
  const t = useT(testWords);
  // Notifications refresh it at once; asking again covers a lost one.
  const query = useSession(sessionId, running ? POLL_MS : false);
  const session = query.data;
  if (!session) return null;
  const measured = replies(session.turns, session.tool_calls).filter((reply) => reply.segments.length > 0);
  return (
    <Stack gap="xs">
      {measured.length > 0 && (
        <>
          <Divider label={t("timing")} />
          <Waterfall replies={measured} compact />
        </>
      )}
      {session.tool_calls.length > 0 && (
        <>
          <Divider label={t("toolCalls")} />
          <ToolCalls calls={session.tool_calls} />
        </>
      )}
      {session.end_detail && (
        <Text size="sm" c="dimmed">
          {session.end_detail}
        </Text>
      )}
    </Stack>
  );
}
