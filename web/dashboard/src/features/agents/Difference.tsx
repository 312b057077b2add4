// What the draft changes against a version.

import { Modal, ScrollArea, Table, Text } from "@mantine/core";
import { useT } from "../../i18n/language";
import { Value } from "../../kit/ConflictDialog";
import { diff } from "../../kit/diff";
import { kitWords } from "../../kit/words";
import { useLabel } from "./useLabel";
import { agentWords } from "./words";

interface Props {
  version: number;
  before: unknown;
  after: unknown;
  onClose: () => void;
}

export function DifferenceDialog({ version, before, after, onClose }: Props) {
  const t = useT(agentWords);
  const k = useT(kitWords);
  const label = useLabel();
  const changes = diff(before, after);
  const title = t("differences", { n: changes.length, version });
  return (
    <Modal opened onClose={onClose} size="xl" title={title} scrollAreaComponent={ScrollArea.Autosize}>
      {changes.length === 0 ? (
        <Text>{t("noDifference")}</Text>
      ) : (
        <Table layout="fixed" verticalSpacing="xs" highlightOnHover={false} aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{k("field")}</Table.Th>
              <Table.Th>{t("before", { version })}</Table.Th>
              <Table.Th>{t("now")}</Table.Th>
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
      )}
    </Modal>
  );
}
