import { Badge, Group, Stack, Table, Text } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import type { SessionDetail } from "./queries";
import { detailWords } from "./words";

export function Errors({ errors }: { errors: SessionDetail["errors"] }) {
  const t = useT(detailWords);
  const format = useFormats();
  if (errors.length === 0) return <Text c="dimmed">{t("noErrors")}</Text>;
  return (
    <Stack gap="xs">
      {errors.map((error) => (
        <Group key={error.id} gap="sm" align="baseline">
          <Text size="sm" c="dimmed">
            {format.exact(error.at)}
          </Text>
          <Badge color={error.recoverable ? "yellow" : "red"}>{error.source}</Badge>
          <Text>{error.message}</Text>
          <Text size="sm" c="dimmed">
            {t(error.recoverable ? "recoverable" : "fatal")}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

export function Variables({ values }: { values: SessionDetail["variables"] }) {
  const t = useT(detailWords);
  const entries = Object.entries(values);
  if (entries.length === 0) return <Text c="dimmed">{t("noVariables")}</Text>;
  return (
    <Table aria-label={t("variables")} variant="vertical" withTableBorder>
      <Table.Tbody>
        {entries.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={220} scope="row">
              {name}
            </Table.Th>
            <Table.Td>{String(value)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
