// What differs between two versions of an agent, the draft among them.

import { Modal, ScrollArea, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { pathOf } from "../../api/problem";
import { useT } from "../../i18n/language";
import { Value } from "../../kit/ConflictDialog";
import { type Change, diff } from "../../kit/diff";
import { Loaded } from "../../kit/States";
import { kitWords } from "../../kit/words";
import type { Agent } from "./model";
import { useLabel } from "./useLabel";
import { useDifference } from "./versions";
import { agentWords } from "./words";

interface Props {
  version: number;
  before: unknown;
  after: unknown;
  onClose: () => void;
}

/** Of two documents that are at hand. */
export function DifferenceDialog({ version, before, after, onClose }: Props) {
  const t = useT(agentWords);
  const changes = diff(before, after);
  const title = t("differences", { n: changes.length, version });
  return (
    <Dialog title={title} onClose={onClose}>
      <Changes title={title} changes={changes} before={`v${version}`} after={t("draft")} />
    </Dialog>
  );
}

/** As the API compares them: each is a version's number, "published" or "draft". */
export function ComparisonDialog({ agent, from, to, onClose }: { agent: Agent; from: string; to: string; onClose: () => void }) {
  const t = useT(agentWords);
  const query = useDifference(agent, from, to);
  const name = (which: string) => (which === "draft" ? t("draft") : `v${which}`);
  const title = `${name(from)} → ${name(to)}`;
  return (
    <Dialog title={title} onClose={onClose}>
      <Loaded query={query} rows={3}>
        {({ changes }) => (
          <Changes
            title={title}
            changes={changes.map(({ pointer, before, after }) => ({ path: pathOf(pointer), before, after }))}
            before={name(from)}
            after={name(to)}
          />
        )}
      </Loaded>
    </Dialog>
  );
}

function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  return (
    <Modal opened onClose={onClose} size="xl" title={title} scrollAreaComponent={ScrollArea.Autosize}>
      {children}
    </Modal>
  );
}

function Changes({ title, changes, before, after }: { title: string; changes: Change[]; before: string; after: string }) {
  const t = useT(agentWords);
  const k = useT(kitWords);
  const label = useLabel();
  if (changes.length === 0) return <Text>{t("noDifference")}</Text>;
  return (
    <Table layout="fixed" verticalSpacing="xs" highlightOnHover={false} aria-label={title}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{k("field")}</Table.Th>
          <Table.Th>{before}</Table.Th>
          <Table.Th>{after}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changes.map((change) => (
          <Table.Tr key={change.path}>
            <Table.Td>{label(change.path)}</Table.Td>
            <Table.Td>
              <Value value={change.before} />
            </Table.Td>
            <Table.Td>
              <Value value={change.after} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
