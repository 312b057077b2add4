import { Badge, Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { DataTable } from "../../kit/DataTable";
import { PlusIcon } from "../../kit/icons";
import { PageHeader } from "../../kit/PageHeader";
import { RowLink } from "../../kit/RowLink";
import { Empty } from "../../kit/States";
import { documentWords } from "./documentWords";
import { ImportAgent } from "./ImportAgent";
import type { Agent } from "./model";
import { NewAgent } from "./NewAgent";
import { useAgents } from "./queries";
import { agentWords } from "./words";

export function AgentList() {
  const t = useT(agentWords);
  const format = useFormats();
  const d = useT(documentWords);
  const [creating, { open, close }] = useDisclosure(false);
  const [importing, importer] = useDisclosure(false);
  const add = (
    <Group gap="xs">
      <Button variant="default" onClick={importer.open}>
        {d("import")}
      </Button>
      <Button leftSection={<PlusIcon size={16} />} onClick={open}>
        {t("new")}
      </Button>
    </Group>
  );
  return (
    <>
      <PageHeader title={t("title")} text={t("subtitle")} actions={add} />
      <DataTable<Agent>
        label={t("title")}
        list={useAgents()}
        rowKey={(agent) => agent.id}
        empty={<Empty title={t("emptyTitle")} text={t("emptyText")} action={add} />}
        columns={[
          {
            key: "name",
            header: t("variableName"),
            cell: (agent) => (
              <RowLink to="/agents/$agentId" params={{ agentId: agent.id }}>
                {agent.name}
              </RowLink>
            ),
          },
          { key: "state", header: t("state"), cell: (agent) => <PublishedBadge agent={agent} /> },
          { key: "languages", header: t("languages"), cell: (agent) => Object.keys(agent.locales).join(", "), wide: true },
          { key: "updated", header: t("updated"), cell: (agent) => format.ago(agent.updated_at), wide: true, numeric: true },
        ]}
      />
      <NewAgent opened={creating} onClose={close} />
      <ImportAgent opened={importing} onClose={importer.close} />
    </>
  );
}

export function PublishedBadge({ agent }: { agent: Agent }) {
  const t = useT(agentWords);
  return (
    <Group gap="xs">
      {agent.is_published ? (
        <Badge color="green">{t("publishedAs", { version: agent.published_version ?? 0 })}</Badge>
      ) : (
        <Badge color="gray">{t("draft")}</Badge>
      )}
    </Group>
  );
}
