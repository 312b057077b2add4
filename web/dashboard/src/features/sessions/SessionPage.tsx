import { useParams } from "@tanstack/react-router";
import { Loaded } from "../../kit/States";
import { Detail } from "./Detail";
import { useSession } from "./queries";

export function SessionPage() {
  const { sessionId } = useParams({ from: "/shell/sessions/$sessionId" });
  const query = useSession(sessionId);
  return (
    <Loaded query={query} rows={8}>
      {(session) => <Detail key={session.id} session={session} onStale={() => query.refetch()} />}
    </Loaded>
  );
}
