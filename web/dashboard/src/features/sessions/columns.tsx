import { clock, useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import type { Column } from "../../kit/DataTable";
import { RowLink } from "../../kit/RowLink";
import type { Session } from "./queries";
import { useReason } from "./reason";
import { StatusBadge } from "./StatusBadge";
import { sessionWords } from "./words";

export function useSessionColumns(): Column<Session>[] {
  const t = useT(sessionWords);
  const format = useFormats();
  const reason = useReason();
  return [
    {
      key: "started",
      header: t("started"),
      cell: (session) => (
        <RowLink to="/sessions/$sessionId" params={{ sessionId: session.id }}>
          {format.moment(session.created_at)}
        </RowLink>
      ),
    },
    { key: "agent", header: t("agent"), cell: (session) => session.agent_name },
    { key: "status", header: t("status"), cell: (session) => <StatusBadge status={session.status} /> },
    { key: "why", header: t("why"), cell: (session) => reason(session), wide: true },
    { key: "channel", header: t("channel"), cell: (session) => t(session.channel), wide: true },
    { key: "caller", header: t("caller"), cell: (session) => session.caller, wide: true },
    { key: "duration", header: t("duration"), cell: (session) => (session.duration_s === null ? "" : clock(session.duration_s)), numeric: true, wide: true },
    { key: "turns", header: t("turns"), cell: (session) => session.turn_count, numeric: true, wide: true },
    { key: "cost", header: t("cost"), cell: (session) => session.cost && format.usd(session.cost.total_usd), numeric: true, wide: true },
    { key: "errors", header: t("errors"), cell: (session) => session.error_count || "", numeric: true, wide: true },
  ];
}
