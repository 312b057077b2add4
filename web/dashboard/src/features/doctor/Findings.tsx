import { Alert, Badge, Group, List, Stack, Table, Text } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import type { Diagnosis, LoopReport } from "./queries";
import { doctorWords } from "./words";

export function LoopView({ report: { answered, detail, sip_status, took_ms, diagnosis } }: { report: LoopReport }) {
  const t = useT(doctorWords);
  const format = useFormats();
  return (
    <Stack>
      <Alert color={answered ? "green" : "red"} variant="light" role="status" title={t(answered ? "answered" : "notAnswered")} data-answered={answered}>
        <Group gap="xs">
          {sip_status !== null && <Badge color="gray">{t("sipStatus", { code: String(sip_status) })}</Badge>}
          <Text size="sm">{detail}</Text>
          {took_ms !== null && <Text size="sm">{t("took", { ms: format.ms(took_ms) })}</Text>}
        </Group>
      </Alert>
      <DiagnosisView diagnosis={diagnosis} />
    </Stack>
  );
}

export function DiagnosisView({ diagnosis: { ok, summary, hints, verdicts } }: { diagnosis: Diagnosis }) {
  const t = useT(doctorWords);
  return (
    <Stack>
      <Alert color={ok ? "green" : "red"} variant="light" role="status" title={t(ok ? "arrives" : "fails")} data-ok={ok}>
        <Text size="sm">{summary}</Text>
        {hints.length > 0 && (
          <List size="sm" mt={4}>
            {hints.map((hint) => (
              <List.Item key={hint}>{hint}</List.Item>
            ))}
          </List>
        )}
      </Alert>
      {verdicts.length > 0 && <Verdicts verdicts={verdicts} />}
    </Stack>
  );
}

function Verdicts({ verdicts }: Pick<Diagnosis, "verdicts">) {
  const t = useT(doctorWords);
  const kindOf = (kind: string) => (kind === "inbound_trunk" || kind === "dispatch_rule" ? t(kind) : kind);
  return (
    <Table.ScrollContainer minWidth={480}>
      <Table aria-label={t("checked")}>
        <Table.Thead>
          <Table.Tr>
            {(["kind", "name", "matches", "why"] as const).map((name) => (
              <Table.Th key={name} scope="col">
                {t(name)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {verdicts.map(({ kind, id, name, matches, why }) => (
            <Table.Tr key={id}>
              <Table.Td>{kindOf(kind)}</Table.Td>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{name || id}</Table.Td>
              <Table.Td>
                <Badge color={matches ? "green" : "red"}>{t(matches ? "yes" : "no")}</Badge>
              </Table.Td>
              <Table.Td>{why}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
