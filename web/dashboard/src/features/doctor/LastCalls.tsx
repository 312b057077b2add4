// How the last calls of an account went, and whether its other side answers at all.

import { Select, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { type Column, DataTable } from "../../kit/DataTable";
import { RowLink } from "../../kit/RowLink";
import { Empty } from "../../kit/States";
import { ConnectionTest } from "../accounts/ConnectionTest";
import { useAccountOptions } from "../accounts/queries";
import { StatusBadge } from "../sessions/StatusBadge";
import { reasonWords } from "../sessions/words";
import { type TracedCall, useLastCalls } from "./queries";
import { doctorWords } from "./words";

export function LastCalls() {
  const t = useT(doctorWords);
  const accounts = useAccountOptions();
  const [chosen, setChosen] = useState<string | null>(null);
  const accountId = chosen ?? accounts[0]?.id;
  return (
    <section aria-labelledby="last-calls">
      <Title order={2} id="last-calls" mb="sm">
        {t("lastTitle")}
      </Title>
      {!accountId ? (
        <Text c="dimmed">{t("noAccounts")}</Text>
      ) : (
        <Stack>
          <ConnectionTest key={accountId} accountId={accountId} align="flex-end">
            <Select
              label={t("account")}
              allowDeselect={false}
              data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
              value={accountId}
              onChange={setChosen}
            />
          </ConnectionTest>
          <Calls key={`calls-${accountId}`} accountId={accountId} />
        </Stack>
      )}
    </section>
  );
}

function Calls({ accountId }: { accountId: string }) {
  const t = useT(doctorWords);
  return (
    <DataTable<TracedCall>
      label={t("lastTitle")}
      list={useLastCalls(accountId)}
      rowKey={({ session_id }) => session_id}
      empty={<Empty title={t("noCalls")} />}
      columns={useColumns()}
    />
  );
}

function useColumns(): Column<TracedCall>[] {
  const t = useT(doctorWords);
  const reason = useT(reasonWords);
  const format = useFormats();
  const answer = ({ sip_status, end_reason, detail }: TracedCall) =>
    [sip_status && t("sipStatus", { code: String(sip_status) }), end_reason && reason(end_reason), detail].filter(Boolean).join(" · ");
  return [
    {
      key: "at",
      header: t("at"),
      cell: ({ session_id, at }) => (
        <RowLink to="/sessions/$sessionId" params={{ sessionId: session_id }}>
          {format.moment(at)}
        </RowLink>
      ),
    },
    { key: "direction", header: t("direction"), cell: ({ direction }) => t(direction), wide: true },
    { key: "from", header: t("from"), cell: ({ from }) => from, wide: true },
    { key: "to", header: t("to"), cell: ({ to }) => to, wide: true },
    { key: "status", header: t("status"), cell: ({ status }) => <StatusBadge status={status} /> },
    { key: "answer", header: t("answer"), cell: answer },
  ];
}
