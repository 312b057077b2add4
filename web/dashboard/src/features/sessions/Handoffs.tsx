// Who took the conversation over from whom, and why.

import { Group, Table, Text } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { afterWords } from "./afterWords";
import type { SessionDetail } from "./queries";

export function Handoffs({ handoffs }: { handoffs: SessionDetail["handoffs"] }) {
  const t = useT(afterWords);
  const format = useFormats();
  return (
    <Table aria-label={t("handoffs")} withTableBorder>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("when")}</Table.Th>
          <Table.Th>{t("to")}</Table.Th>
          <Table.Th>{t("rule")}</Table.Th>
          <Table.Th>{t("along")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {handoffs.map((handoff) => (
          <Table.Tr key={handoff.id}>
            <Table.Td>{format.exact(handoff.at)}</Table.Td>
            <Table.Td>
              <Group gap="xs">
                <Text>{handoff.to_agent_name}</Text>
                <Text size="sm" c="dimmed">
                  {handoff.to_agent_version ? t("version", { n: handoff.to_agent_version }) : t("draft")}
                </Text>
              </Group>
            </Table.Td>
            <Table.Td>{handoff.rule}</Table.Td>
            <Table.Td>
              {t(handoff.context)}
              {handoff.kept_voice && `, ${t("keptVoice")}`}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
