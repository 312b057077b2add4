import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { SessionFilters } from "../../app/router";
import { useT } from "../../i18n/language";
import { DownloadIcon } from "../../kit/icons";
import { collect } from "../../kit/pages";
import { download, sessionsCsv } from "./csv";
import { listSessions } from "./queries";
import { sessionWords } from "./words";

const PAGE = 100;
const MOST = 10_000;

/** Everything that the filters match, page after page. */
export function ExportButton({ filters }: { filters: SessionFilters }) {
  const t = useT(sessionWords);
  const [count, setCount] = useState(0);
  const run = useMutation({
    mutationFn: () => collect((cursor) => listSessions(filters, cursor, PAGE), MOST, setCount),
    onSuccess: ({ items, complete }) => {
      download(`sessions-${new Date().toISOString().slice(0, 10)}.csv`, "text/csv;charset=utf-8", sessionsCsv(items));
      if (!complete) notifications.show({ message: t("exportCut", { n: MOST }), color: "yellow", autoClose: false });
    },
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
    onSettled: () => setCount(0),
  });
  return (
    <Button variant="default" leftSection={<DownloadIcon size={16} />} disabled={run.isPending} onClick={() => run.mutate()}>
      {run.isPending ? t("exporting", { n: count }) : t("exportCsv")}
    </Button>
  );
}
