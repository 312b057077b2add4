// What was published: compared, named, brought back, and shared between callers.

import { Badge, Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useT } from "../../../i18n/language";
import { useFormats } from "../../../i18n/format";
import { ConfirmDialog } from "../../../kit/Confirm";
import { DataTable } from "../../../kit/DataTable";
import { Empty } from "../../../kit/States";
import { ComparisonDialog } from "../Difference";
import { documentWords } from "../documentWords";
import { Notes } from "../ImportAgent";
import type { Agent, AgentVersion } from "../model";
import { type ImportNote, useVersions } from "../queries";
import { SplitForm } from "../SplitForm";
import { VersionLabels } from "../VersionLabels";
import { type Deed, lostIn, useDeed } from "../versions";
import { versionWords } from "../versionWords";
import { agentWords } from "../words";
import type { TabProps } from "./tab";

interface Lost {
  version: number;
  notes: readonly ImportNote[];
}

interface Compared {
  from: string;
  to: string;
}

export function VersionsTab({ agent, isDirty, onChanged }: TabProps) {
  const t = useT(agentWords);
  const v = useT(versionWords);
  const d = useT(documentWords);
  const format = useFormats();
  const list = useVersions(agent.id);
  const [compared, setCompared] = useState<Compared | null>(null);
  const [restoring, setRestoring] = useState<number | null>(null);
  const [lost, setLost] = useState<Lost | null>(null);
  const done = (saved: Agent, deed: Deed) => {
    onChanged(saved);
    setRestoring(null);
    if (deed.kind !== "restore") return;
    const notes = lostIn(saved);
    if (notes.length > 0) setLost({ version: deed.version, notes });
    else notifications.show({ message: v("restored", { version: deed.version }), color: "green" });
  };
  const restore = useDeed(agent, done);
  return (
    <Stack>
      {isDirty && <Text c="dimmed">{v("saveFirst")}</Text>}
      <DataTable
        label={t("versions")}
        list={list}
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
          { key: "labels", header: v("labels"), cell: ({ version }) => <VersionLabels agent={agent} version={version} disabled={isDirty} onDone={done} /> },
          { key: "made", header: t("made"), cell: (version) => format.moment(version.created_at), wide: true },
          {
            key: "actions",
            header: "",
            numeric: true,
            cell: ({ version }) => (
              <Group gap="xs" justify="flex-end">
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={v("compareOf", { version })}
                  onClick={() => setCompared({ from: String(version), to: "draft" })}
                >
                  {t("compare")}
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={isDirty}
                  aria-label={v("restoreOf", { version })}
                  onClick={() => setRestoring(version)}
                >
                  {v("restore")}
                </Button>
              </Group>
            ),
          },
        ]}
      />
      <Between versions={list.items ?? []} onCompare={setCompared} />
      {agent.latest_version > 0 && <SplitForm key={agent.revision} agent={agent} disabled={isDirty} onDone={done} />}
      {compared && <ComparisonDialog agent={agent} {...compared} onClose={() => setCompared(null)} />}
      {lost && (
        <Modal opened onClose={() => setLost(null)} title={d("restoredWithout", { version: lost.version })} size="lg">
          <Notes notes={lost.notes} />
        </Modal>
      )}
      <ConfirmDialog
        opened={restoring !== null}
        onClose={() => setRestoring(null)}
        title={v("restoreTitle", { version: restoring ?? 0 })}
        text={v("restoreText")}
        confirm={v("restore")}
        isPending={restore.isPending}
        error={restore.error}
        onConfirm={() => restoring !== null && restore.mutate({ kind: "restore", version: restoring })}
      />
    </Stack>
  );
}

/** Any two versions. */
function Between({ versions, onCompare }: { versions: AgentVersion[]; onCompare: (compared: Compared) => void }) {
  const v = useT(versionWords);
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  if (versions.length < 2) return null;
  const data = versions.map(({ version }) => ({ value: String(version), label: `v${version}` }));
  const [older, newer] = [from ?? data[1]!.value, to ?? data[0]!.value];
  return (
    <Group align="end" gap="xs">
      <Select w={110} label={v("from")} allowDeselect={false} data={data} value={older} onChange={setFrom} />
      <Select w={110} label={v("to")} allowDeselect={false} data={data} value={newer} onChange={setTo} />
      <Button variant="default" disabled={older === newer} onClick={() => onCompare({ from: older, to: newer })}>
        {v("show")}
      </Button>
    </Group>
  );
}
