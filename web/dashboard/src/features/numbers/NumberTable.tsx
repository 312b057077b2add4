import { Group } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { type Column, DataTable } from "../../kit/DataTable";
import { PlusIcon } from "../../kit/icons";
import { LinkButton } from "../../kit/LinkButton";
import { RowLink } from "../../kit/RowLink";
import { Empty } from "../../kit/States";
import { type ListedAccount, useAccountOptions } from "../accounts/queries";
import { accountWords } from "../accounts/words";
import { useAgentOptions } from "../agents/queries";
import { type PhoneNumber, useNumbers } from "./queries";
import { numberWords } from "./words";

export function NumberTable() {
  const t = useT(numberWords);
  const a = useT(accountWords);
  const accounts = useAccountOptions();
  const list = useNumbers();
  const add = (
    <LinkButton to="/phone-numbers/$numberId" params={{ numberId: "new" }} leftSection={<PlusIcon size={16} />}>
      {t("new")}
    </LinkButton>
  );
  const connect = (
    <LinkButton to="/telephony-accounts/$accountId" params={{ accountId: "new" }} leftSection={<PlusIcon size={16} />}>
      {a("add")}
    </LinkButton>
  );
  const empty = accounts.length ? <Empty title={t("emptyTitle")} text={t("emptyText")} action={add} /> : <Empty title={t("emptyTitle")} text={t("emptyFirst")} action={connect} />;
  return (
    <>
      {Boolean(list.items?.length) && (
        <Group justify="flex-end" mb="md">
          {add}
        </Group>
      )}
      <DataTable<PhoneNumber>
        label={t("title")}
        list={list}
        rowKey={({ id }) => id}
        empty={empty}
        columns={useColumns(accounts)}
      />
    </>
  );
}

function useColumns(accounts: ListedAccount[]): Column<PhoneNumber>[] {
  const t = useT(numberWords);
  const format = useFormats();
  const agents = useAgentOptions();
  const accountName = (id: string | null) => accounts.find((account) => account.id === id)?.name;
  return [
    {
      key: "number",
      header: t("number"),
      cell: ({ id, number }) => (
        <RowLink to="/phone-numbers/$numberId" params={{ numberId: id }}>
          {number}
        </RowLink>
      ),
    },
    {
      key: "answers",
      header: t("answers"),
      cell: ({ agent_id, external_agent_id }) =>
        (agent_id ? (agents.find(({ value }) => value === agent_id)?.label ?? agent_id) : (accountName(external_agent_id) ?? external_agent_id)) ?? t("nobody"),
    },
    { key: "account", header: t("account"), cell: ({ telephony_account_id }) => accountName(telephony_account_id), wide: true },
    { key: "changed", header: t("changed"), cell: ({ updated_at }) => format.ago(updated_at), wide: true, numeric: true },
  ];
}
