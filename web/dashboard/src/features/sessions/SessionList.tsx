import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { clock, useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { type Column, DataTable } from "../../kit/DataTable";
import { LinkButton } from "../../kit/LinkButton";
import { PageHeader } from "../../kit/PageHeader";
import { RowLink } from "../../kit/RowLink";
import { Empty } from "../../kit/States";
import { ExportButton } from "./ExportButton";
import { Filters } from "./Filters";
import { type Session, useSessions } from "./queries";
import { useReason } from "./reason";
import { StatusBadge } from "./StatusBadge";
import { sessionWords } from "./words";

export function SessionList() {
  const t = useT(sessionWords);
  const navigate = useNavigate();
  const filters = useSearch({ from: "/shell/sessions" });
  const change = (search: typeof filters) => void navigate({ to: "/sessions", search, replace: true });
  const isFiltered = Object.values(filters).some(Boolean);
  const empty = isFiltered ? (
    <Empty
      title={t("noneMatch")}
      action={
        <Button variant="default" onClick={() => change({})}>
          {t("clear")}
        </Button>
      }
    />
  ) : (
    <Empty title={t("emptyTitle")} text={t("emptyText")} action={<LinkButton to="/test">{t("talk")}</LinkButton>} />
  );
  return (
    <>
      <PageHeader title={t("title")} text={t("subtitle")} actions={<ExportButton filters={filters} />} />
      <Filters filters={filters} onChange={change} />
      <DataTable label={t("title")} list={useSessions(filters)} rowKey={(session) => session.id} empty={empty} columns={useSessionColumns()} />
    </>
  );
}

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
    { key: "errors", header: t("errors"), cell: (session) => session.error_count || "", numeric: true, wide: true },
  ];
}
