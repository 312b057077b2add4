import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { DataTable } from "../../kit/DataTable";
import { PlusIcon } from "../../kit/icons";
import { LinkButton } from "../../kit/LinkButton";
import { PageHeader } from "../../kit/PageHeader";
import { RowLink } from "../../kit/RowLink";
import { Empty } from "../../kit/States";
import { kitWords } from "../../kit/words";
import { useAgentOptions } from "../agents/queries";
import { LimitsButton } from "../call-limits/LimitsButton";
import { countsOf } from "./progress";
import { type Campaign, useCampaigns } from "./queries";
import { StatusBadge } from "./StatusBadge";
import { campaignWords } from "./words";

export function CampaignList() {
  const t = useT(campaignWords);
  const k = useT(kitWords);
  const format = useFormats();
  const agents = useAgentOptions();
  const agentName = (id: string) => agents.find(({ value }) => value === id)?.label ?? "";
  const add = (
    <LinkButton to="/campaigns/new" leftSection={<PlusIcon size={16} />}>
      {t("new")}
    </LinkButton>
  );
  const actions = (
    <>
      <LimitsButton />
      {add}
    </>
  );
  return (
    <>
      <PageHeader title={t("title")} text={t("subtitle")} actions={actions} />
      <DataTable<Campaign>
        label={t("title")}
        list={useCampaigns()}
        rowKey={(campaign) => campaign.id}
        empty={<Empty title={t("emptyTitle")} text={t("emptyText")} action={add} />}
        columns={[
          {
            key: "name",
            header: k("name"),
            cell: (campaign) => (
              <RowLink to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
                {campaign.settings.name}
              </RowLink>
            ),
          },
          { key: "status", header: t("status"), cell: (campaign) => <StatusBadge status={campaign.status} /> },
          { key: "agent", header: t("agent"), cell: (campaign) => agentName(campaign.settings.agent_id), wide: true },
          { key: "progress", header: t("progress"), cell: (campaign) => <Done campaign={campaign} />, numeric: true, wide: true },
          { key: "created", header: t("created"), cell: (campaign) => format.ago(campaign.created_at), numeric: true, wide: true },
        ]}
      />
    </>
  );
}

function Done({ campaign }: { campaign: Campaign }) {
  const t = useT(campaignWords);
  const { done, total } = countsOf(campaign.progress);
  return <>{total ? t("doneOf", { done, n: total }) : ""}</>;
}
