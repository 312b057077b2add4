// The contacts of a campaign, each with its attempts.

import { Box, Group, Select, Stack, Text } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { type Column, DataTable } from "../../kit/DataTable";
import { Empty } from "../../kit/States";
import { AddContacts } from "./AddContacts";
import { Attempts } from "./Attempts";
import { countsOf, ITEM_STATUSES } from "./progress";
import { type Campaign, type Item, useItems } from "./queries";
import { ItemBadge } from "./StatusBadge";
import { itemWords } from "./words";

const ALL = "all";

export function Items({ campaign }: { campaign: Campaign }) {
  const t = useT(itemWords);
  const navigate = useNavigate();
  const search = useSearch({ from: "/shell/campaigns/$campaignId" });
  const status = ITEM_STATUSES.find((known) => known === search.status);
  const choose = (next: string | null) =>
    void navigate({
      to: "/campaigns/$campaignId",
      params: { campaignId: campaign.id },
      search: next && next !== ALL ? { status: next } : {},
      replace: true,
      resetScroll: false,
    });
  const { items } = campaign.progress;
  const canAdd = campaign.status !== "completed" && campaign.status !== "canceled";
  const options = [{ value: ALL, label: t("all") }, ...ITEM_STATUSES.map((value) => ({ value, label: `${t(value)} (${items[value] ?? 0})` }))];
  return (
    <>
      {countsOf(campaign.progress).total > 0 && (
        <Select
          mb="md"
          maw={320}
          label={t("filter")}
          allowDeselect={false}
          data={options}
          value={status ?? ALL}
          onChange={choose}
        />
      )}
      <DataTable<Item>
        label={t("number")}
        list={useItems(campaign.id, status)}
        rowKey={(item) => item.id}
        empty={status ? <Empty title={t("noneMatch")} /> : <Empty title={t("none")} text={t("noneText")} action={canAdd && <AddContacts campaignId={campaign.id} />} />}
        columns={useColumns()}
      />
    </>
  );
}

function useColumns(): Column<Item>[] {
  const t = useT(itemWords);
  const format = useFormats();
  return [
    {
      key: "number",
      header: t("number"),
      cell: (item) => (
        <Stack gap={0}>
          <Text fw={600}>{item.contact.number}</Text>
          {item.contact.zone && (
            <Text size="xs" c="dimmed">
              {item.contact.zone}
            </Text>
          )}
          <Box hiddenFrom="sm" mt={4}>
            <State item={item} />
          </Box>
        </Stack>
      ),
    },
    { key: "status", header: t("status"), cell: (item) => <State item={item} />, wide: true },
    { key: "attempts", header: t("attempts"), cell: (item) => <Attempts item={item} /> },
    { key: "next", header: t("next"), cell: ({ status, next_at }) => (status === "pending" && next_at ? format.moment(next_at) : ""), wide: true },
    { key: "variables", header: t("variables"), cell: ({ contact }) => <Variables values={contact.variables} />, wide: true },
  ];
}

function State({ item: { status, reason } }: { item: Item }) {
  const t = useT(itemWords);
  const words = reason && (reason in itemWords ? t(reason as keyof typeof itemWords) : reason);
  return (
    <Group gap={6}>
      <ItemBadge status={status} />
      {words && (
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      )}
    </Group>
  );
}

function Variables({ values }: { values: Record<string, string> }) {
  return (
    <Text size="sm" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
      {Object.entries(values)
        .map(([name, value]) => `${name}: ${value}`)
        .join(", ")}
    </Text>
  );
}
