import { Button } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { DataTable } from "../../kit/DataTable";
import { LinkButton } from "../../kit/LinkButton";
import { PageHeader } from "../../kit/PageHeader";
import { Empty } from "../../kit/States";
import { useSessionColumns } from "./columns";
import { ExportButton } from "./ExportButton";
import { Filters } from "./Filters";
import { useSessions } from "./queries";
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
