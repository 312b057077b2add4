import { Badge, Button, Group, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useT } from "../../../i18n/language";
import { useFormats } from "../../../i18n/format";
import { DataTable } from "../../../kit/DataTable";
import { Empty } from "../../../kit/States";
import { DifferenceDialog } from "../Difference";
import { type AgentVersion, configOf } from "../model";
import { useVersions } from "../queries";
import { agentWords } from "../words";
import type { TabProps } from "./tab";

export function VersionsTab({ form, agent }: TabProps) {
  const t = useT(agentWords);
  const format = useFormats();
  const [compared, setCompared] = useState<AgentVersion | null>(null);
  const load = (version: AgentVersion) => {
    form.setValues(version.config);
    notifications.show({ message: t("loadedDraft", { version: version.version }) });
  };
  return (
    <Stack>
      <DataTable
        label={t("versions")}
        list={useVersions(agent.id)}
        rowKey={(version) => String(version.version)}
        empty={<Empty title={t("noVersions")} text={t("noVersionsText")} />}
        columns={[
          {
            key: "version",
            header: t("version"),
            cell: ({ version }) => (
              <Group gap="xs">
                v{version}
                {version === agent.published_version && <Badge color="green">{t("published")}</Badge>}
              </Group>
            ),
          },
          { key: "made", header: t("made"), cell: (version) => format.moment(version.created_at), wide: true },
          {
            key: "actions",
            header: "",
            numeric: true,
            cell: (version) => (
              <Group gap="xs" justify="flex-end">
                <Button size="compact-sm" variant="default" onClick={() => setCompared(version)}>
                  {t("compare")}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => load(version)}>
                  {t("loadDraft")}
                </Button>
              </Group>
            ),
          },
        ]}
      />
      {compared && (
        <DifferenceDialog
          version={compared.version}
          before={compared.config}
          after={configOf(agent)}
          onClose={() => setCompared(null)}
        />
      )}
    </Stack>
  );
}
