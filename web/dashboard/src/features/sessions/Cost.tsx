// What the conversation cost, thing by thing. A price that is not known is said to be so.

import { Stack, Table, Text } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { costWords, unitWords } from "./costWords";
import type { SessionDetail } from "./queries";

type SessionCost = NonNullable<SessionDetail["cost"]>;
type Component = SessionCost["components"][number];

export function Cost({ cost }: { cost: SessionDetail["cost"] }) {
  const t = useT(costWords);
  const { usd } = useFormats();
  if (!cost) return <Text c="dimmed">{t("later")}</Text>;
  return (
    <Stack gap="xs">
      <Table aria-label={t("title")} withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("what")}</Table.Th>
            <Table.Th ta="right">{t("quantity")}</Table.Th>
            <Table.Th ta="right">{t("price")}</Table.Th>
            <Table.Th ta="right">{t("title")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cost.components.map((component) => (
            <Line key={[component.kind, component.provider, component.model, component.unit].join("/")} component={component} />
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th colSpan={3}>{t("total")}</Table.Th>
            <Table.Th ta="right">{usd(cost.total_usd)}</Table.Th>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      {!cost.is_complete && (
        <Text size="sm" c="dimmed">
          {t(cost.is_metered ? "unpriced" : "unmetered")}
        </Text>
      )}
    </Stack>
  );
}

function Line({ component: { kind, provider, model, unit, quantity, price_usd, cost_usd } }: { component: Component }) {
  const t = useT(costWords);
  const u = useT(unitWords);
  const { number, usd } = useFormats();
  const per = unit === "minute" ? "perMinute" : "perMillion";
  return (
    <Table.Tr>
      <Table.Td>
        {t(kind)} · {provider} · {kind === "telephony" ? t(model === "inbound" ? "inbound" : "outbound") : model}
      </Table.Td>
      <Table.Td ta="right">{u(unit, { n: number(Number(quantity)) })}</Table.Td>
      <Table.Td ta="right">{price_usd === null ? "" : t(per, { price: usd(price_usd) })}</Table.Td>
      <Table.Td ta="right">{cost_usd === null ? t("noPrice") : usd(cost_usd)}</Table.Td>
    </Table.Tr>
  );
}
