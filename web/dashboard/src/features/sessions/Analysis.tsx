// What was made of the conversation afterwards: its summary, fields and judged criteria, made anew on request.

import { Badge, Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { useAnalysis, useAnalyse } from "./analysisQueries";
import { afterWords } from "./afterWords";
import { Cost } from "./Cost";
import type { SessionDetail } from "./queries";

type Found = NonNullable<SessionDetail["analysis"]>;
const COLORS = { success: "green", failure: "red", unknown: "gray" } as const;

export function Analysis({ session }: { session: SessionDetail }) {
  const t = useT(afterWords);
  const found = useAnalysis(session).data ?? null;
  const analyse = useAnalyse(session.id);
  const isOver = session.status === "completed" || session.status === "failed";
  return (
    <Stack gap="md" align="flex-start">
      {found ? <State found={found} /> : <Text c="dimmed">{t("notAnalysed")}</Text>}
      {found?.status === "ready" && <Findings found={found} />}
      {analyse.error && <Text c="var(--mantine-color-error)">{analyse.error.message}</Text>}
      {isOver && (
        <Button variant="default" loading={analyse.isPending || found?.status === "pending"} onClick={() => analyse.mutate()}>
          {t(found ? "again" : "analyse")}
        </Button>
      )}
    </Stack>
  );
}

function State({ found }: { found: Found }) {
  const t = useT(afterWords);
  const format = useFormats();
  if (found.status === "pending") return <Text c="dimmed">{t("pending")}</Text>;
  if (found.status === "failed") return <Text c="var(--mantine-color-error)">{t("failed", { reason: found.reason ?? "" })}</Text>;
  return (
    <Text size="sm" c="dimmed">
      {t("by", { model: found.model === "extractive" ? t("rules") : (found.model ?? ""), when: found.at ? format.exact(found.at) : "" })}
    </Text>
  );
}

function Findings({ found }: { found: Found }) {
  const t = useT(afterWords);
  const fields = Object.entries(found.fields);
  return (
    <>
      {found.summary && <Text style={{ whiteSpace: "pre-line" }}>{found.summary}</Text>}
      {fields.length > 0 && (
        <Table aria-label={t("fields")} variant="vertical" withTableBorder>
          <Table.Tbody>
            {fields.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th w={220} scope="row">
                  {name}
                </Table.Th>
                <Table.Td>{value === null ? <Text c="dimmed">{t("notSaid")}</Text> : typeof value === "boolean" ? t(value ? "yes" : "no") : String(value)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {found.criteria.length > 0 && <Title order={5}>{t("criteria")}</Title>}
      {found.criteria.map(({ name, result, rationale }) => (
        <Group key={name} gap="sm" align="baseline">
          <Badge color={COLORS[result]}>{t(result)}</Badge>
          <Text fw={600}>{name}</Text>
          <Text>{rationale}</Text>
        </Group>
      ))}
      {found.cost && <Cost cost={found.cost} />}
    </>
  );
}
