import { Button, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import type { SessionFilters } from "../../app/router";
import { useT } from "../../i18n/language";
import { DownloadIcon } from "../../kit/icons";
import { downloadParts } from "../../kit/download";
import { type ExportFormat, exportSessions } from "./queries";
import { sessionWords } from "./words";

/** Everything that the filters match. */
function exportAll(filters: SessionFilters, format: ExportFormat): Promise<boolean> {
  const day = new Date().toISOString().slice(0, 10);
  return downloadParts(`sessions-${day}`, format, (cursor) => exportSessions(filters, format, cursor));
}

export function ExportButton({ filters }: { filters: SessionFilters }) {
  const t = useT(sessionWords);
  const run = useMutation({
    mutationFn: (format: ExportFormat) => exportAll(filters, format),
    onSuccess: (isComplete) => {
      if (!isComplete) notifications.show({ message: t("exportCut"), color: "yellow", autoClose: false });
    },
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<DownloadIcon size={16} />} loading={run.isPending}>
          {t("export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => run.mutate("csv")}>{t("exportCsv")}</Menu.Item>
        <Menu.Item onClick={() => run.mutate("xlsx")}>{t("exportXlsx")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
