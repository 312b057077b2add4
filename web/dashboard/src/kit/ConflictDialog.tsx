// After a 412: what they changed, what you changed, and a choice where both did.

import { Badge, Button, Code, Group, Modal, Radio, ScrollArea, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useT } from "../i18n/language";
import { type Json, merge, same, threeWay } from "./diff";
import { kitWords } from "./words";

interface Props {
  base: Json;
  theirs: Json;
  yours: Json;
  labelOf: (path: string) => string;
  onClose: () => void;
  onMerged: (merged: Json) => void;
}

export function ConflictDialog({ base, theirs, yours, labelOf, onClose, onMerged }: Props) {
  const t = useT(kitWords);
  const [keepTheirs, setKeepTheirs] = useState<Record<string, boolean>>({});
  const changes = threeWay(base, theirs, yours);
  return (
    <Modal opened onClose={onClose} title={t("conflictTitle")} size="xl" scrollAreaComponent={ScrollArea.Autosize}>
      <Text size="sm" mb="md">
        {t("conflictText")}
      </Text>
      <Table layout="fixed" verticalSpacing="xs" highlightOnHover={false} aria-label={t("conflictTitle")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("field")}</Table.Th>
            <Table.Th>{t("theirs")}</Table.Th>
            <Table.Th>{t("yours")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {changes.map((change) => (
            <Table.Tr key={change.path} data-conflict={change.isConflict || undefined}>
              <Table.Td>{labelOf(change.path)}</Table.Td>
              {(["theirs", "yours"] as const).map((side) => (
                <Table.Td key={side}>
                  <Stack gap={4}>
                    {change.isConflict ? (
                      <Radio
                        name={change.path}
                        label={t(side)}
                        aria-label={`${labelOf(change.path)}: ${t(side)}`}
                        checked={(keepTheirs[change.path] ?? false) === (side === "theirs")}
                        onChange={() => setKeepTheirs({ ...keepTheirs, [change.path]: side === "theirs" })}
                      />
                    ) : (
                      !same(change.base, change[side]) && <Badge color="green">{t(side)}</Badge>
                    )}
                    <Value value={change[side]} />
                  </Stack>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button onClick={() => onMerged(merge(theirs, changes, (path) => keepTheirs[path] ?? false))}>
          {t("mergeSave")}
        </Button>
      </Group>
    </Modal>
  );
}

/** A value of a comparison, short. */
export function Value({ value }: { value: Json }) {
  const t = useT(kitWords);
  if (value === undefined || value === null || value === "") {
    return (
      <Text size="sm" c="dimmed" fs="italic">
        {t("empty")}
      </Text>
    );
  }
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 1);
  return (
    <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", maxHeight: 160, overflow: "auto" }} tabIndex={0}>
      {text}
    </Code>
  );
}
