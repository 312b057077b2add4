import { Badge, Code, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { type Column, DataTable } from "../../kit/DataTable";
import { Empty } from "../../kit/States";
import { kitWords } from "../../kit/words";
import { NewKey } from "./NewKey";
import { type ApiKey, deleteKey, useApiKeys } from "./queries";
import { settingsWords } from "./words";

function useColumns(): Column<ApiKey>[] {
  const t = useT(settingsWords);
  const k = useT(kitWords);
  const format = useFormats();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: deleteKey,
    onSuccess: () => client.invalidateQueries({ queryKey: ["api-keys"] }),
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
  });
  const isExpired = (key: ApiKey) => key.expires_at !== null && Date.parse(key.expires_at) < Date.now();
  return [
    {
      key: "name",
      header: k("name"),
      cell: (key) => (
        <Group gap="xs">
          <Text fw={600}>{key.name}</Text>
          {isExpired(key) && <Badge color="red">{t("expired")}</Badge>}
        </Group>
      ),
    },
    { key: "prefix", header: t("key"), cell: (key) => <Code>{key.prefix}…</Code>, wide: true },
    { key: "scopes", header: t("scopes"), cell: (key) => <Text size="sm">{key.scopes.join(", ")}</Text>, wide: true },
    { key: "expires", header: t("expires"), cell: (key) => (key.expires_at ? format.moment(key.expires_at) : t("never")), wide: true },
    { key: "used", header: t("lastUsed"), cell: (key) => (key.last_used_at ? format.ago(key.last_used_at) : t("notUsed")) },
    {
      key: "actions",
      header: "",
      numeric: true,
      cell: (key) => (
        <ConfirmButton
          size="compact-sm"
          label={k("delete")}
          aria-label={`${k("delete")} ${key.name}`}
          title={t("deleteTitle", { name: key.name })}
          text={t("deleteText")}
          confirm={k("delete")}
          onConfirm={() => remove.mutate(key.id)}
        />
      ),
    },
  ];
}

export function ApiKeys() {
  const t = useT(settingsWords);
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text c="dimmed">{t("keysText")}</Text>
        <NewKey />
      </Group>
      <DataTable<ApiKey>
        label={t("keys")}
        list={useApiKeys()}
        rowKey={(key) => key.id}
        empty={<Empty title={t("emptyTitle")} text={t("keysText")} />}
        columns={useColumns()}
      />
    </>
  );
}
