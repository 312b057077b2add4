import { Group, Stack, Text } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { type Column, DataTable } from "../../kit/DataTable";
import { PlusIcon } from "../../kit/icons";
import { LinkButton } from "../../kit/LinkButton";
import { RowLink } from "../../kit/RowLink";
import { Empty } from "../../kit/States";
import { kitWords } from "../../kit/words";
import { AccountBadge } from "./AccountBadge";
import { type ListedAccount, useAccounts, useCarriers } from "./queries";
import { accountWords } from "./words";

export function AccountTable() {
  const t = useT(accountWords);
  const add = (
    <LinkButton to="/telephony-accounts/$accountId" params={{ accountId: "new" }} leftSection={<PlusIcon size={16} />}>
      {t("add")}
    </LinkButton>
  );
  const list = useAccounts();
  return (
    <>
      {Boolean(list.items?.length) && (
        <Group justify="flex-end" mb="md">
          {add}
        </Group>
      )}
      <DataTable<ListedAccount>
        label={t("title")}
        list={list}
        rowKey={({ id }) => id}
        empty={<Empty title={t("emptyTitle")} text={t("emptyText")} action={add} />}
        columns={useColumns()}
      />
    </>
  );
}

function useColumns(): Column<ListedAccount>[] {
  const t = useT(accountWords);
  const k = useT(kitWords);
  const format = useFormats();
  const carriers = useCarriers().data?.items ?? [];
  return [
    {
      key: "name",
      header: k("name"),
      cell: ({ id, name }) => (
        <RowLink to="/telephony-accounts/$accountId" params={{ accountId: id }}>
          {name}
        </RowLink>
      ),
    },
    { key: "carrier", header: t("carrier"), cell: ({ carrier }) => carriers.find(({ name }) => name === carrier)?.title ?? carrier, wide: true },
    {
      key: "status",
      header: t("status"),
      cell: ({ status, status_detail }) => (
        <Stack gap={2} align="flex-start">
          <AccountBadge status={status} />
          {status !== "ready" && status_detail && (
            <Text size="xs" lineClamp={2}>
              {status_detail}
            </Text>
          )}
        </Stack>
      ),
    },
    { key: "changed", header: t("changed"), cell: ({ updated_at }) => format.ago(updated_at), wide: true, numeric: true },
  ];
}
