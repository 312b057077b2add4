import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import type { Column } from "../../kit/DataTable";
import { useList } from "./list";
import { type Entry, forget, removeNumber } from "./queries";
import { doNotCallWords } from "./words";

export function useColumns(): Column<Entry>[] {
  const t = useT(doNotCallWords);
  const format = useFormats();
  const client = useQueryClient();
  const list = useList();
  const remove = useMutation({
    mutationFn: (number: string) => removeNumber(list, number),
    onSuccess: () => forget(client),
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
  });
  return [
    {
      key: "number",
      header: t("number"),
      cell: ({ number, reason }) => (
        <>
          <Text fw={600}>{number}</Text>
          <Text size="sm" c="dimmed" hiddenFrom="sm" style={{ overflowWrap: "anywhere" }}>
            {reason}
          </Text>
        </>
      ),
    },
    { key: "reason", header: t("reason"), cell: ({ reason }) => reason, wide: true },
    { key: "source", header: t("source"), cell: ({ source }) => t(source === "import" ? "fromFile" : "fromApi"), wide: true },
    { key: "added", header: t("added"), cell: ({ added_at }) => format.moment(added_at), wide: true },
    {
      key: "actions",
      header: "",
      numeric: true,
      cell: ({ number }) => (
        <ConfirmButton
          size="compact-sm"
          label={t("remove")}
          aria-label={`${t("remove")} ${number}`}
          title={t("removeTitle", { number })}
          text={t("removeText")}
          confirm={t("remove")}
          onConfirm={() => remove.mutate(number)}
        />
      ),
    },
  ];
}
