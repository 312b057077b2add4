import { Card, Select } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { LinkButton } from "../../kit/LinkButton";
import { PageHeader } from "../../kit/PageHeader";
import { Empty, Loaded } from "../../kit/States";
import { useAgent, useAgentOptions } from "../agents/queries";
import { TestPanel } from "./TestPanel";
import { testWords } from "./words";

export function TestPage() {
  const t = useT(testWords);
  const navigate = useNavigate();
  const { agent } = useSearch({ from: "/shell/test" });
  const options = useAgentOptions();
  const chosen = agent ?? options[0]?.value;
  if (!chosen) {
    return (
      <>
        <PageHeader title={t("title")} text={t("subtitle")} />
        <Empty title={t("noAgents")} action={<LinkButton to="/agents">{t("makeAgent")}</LinkButton>} />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t("title")} text={t("subtitle")} />
      <Select
        label={t("agent")}
        maw={420}
        mb="md"
        allowDeselect={false}
        searchable
        data={options}
        value={chosen}
        onChange={(next) => void navigate({ to: "/test", search: { agent: next ?? undefined }, replace: true })}
      />
      <ForAgent key={chosen} agentId={chosen} />
    </>
  );
}

function ForAgent({ agentId }: { agentId: string }) {
  const query = useAgent(agentId);
  return (
    <Loaded query={query} rows={4}>
      {(agent) => (
        <Card withBorder maw={760}>
          <TestPanel agent={agent} isDirty={false} />
        </Card>
      )}
    </Loaded>
  );
}
