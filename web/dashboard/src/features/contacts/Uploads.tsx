// The files that were uploaded, and what became of each.

import { Badge, Box, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { type Column, DataTable } from "../../kit/DataTable";
import { DownloadIcon } from "../../kit/icons";
import { LinkButton } from "../../kit/LinkButton";
import type { Campaign } from "../campaigns/queries";
import { errorsLink, type Upload, useUploads } from "./queries";
import { contactWords } from "./words";

const COLOURS: Record<Upload["status"], string> = { uploading: "yellow", importing: "indigo", completed: "green", failed: "red" };

export function Uploads({ campaign, canMap }: { campaign: Campaign; canMap: boolean }) {
  const t = useT(contactWords);
  const client = useQueryClient();
  const uploads = useUploads(campaign.id);
  const columns = useColumns(canMap);
  const added = uploads.items?.reduce((sum, upload) => sum + upload.added, 0) ?? 0;
  useEffect(() => {
    // What an import adds shows on the campaign's page too.
    if (added) void client.invalidateQueries({ queryKey: ["campaign", campaign.id], exact: true });
    if (added) void client.invalidateQueries({ queryKey: ["campaign", campaign.id, "items"] });
  }, [client, campaign.id, added]);
  return <DataTable<Upload> label={t("files")} list={uploads} rowKey={({ id }) => id} empty={null} columns={columns} />;
}

function useColumns(canMap: boolean): Column<Upload>[] {
  const t = useT(contactWords);
  const format = useFormats();
  return [
    {
      key: "file",
      header: t("file"),
      cell: (upload) => (
        <Stack gap={0}>
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>
            {upload.filename}
          </Text>
          <Text size="xs" c="dimmed">
            {format.ago(upload.created_at)}
          </Text>
        </Stack>
      ),
    },
    {
      key: "result",
      header: t("result"),
      cell: (upload) => (
        <Stack gap={6} align="flex-start">
          <Badge color={COLOURS[upload.status]}>{t(upload.status)}</Badge>
          <Result upload={upload} />
          <Actions upload={upload} canMap={canMap} />
        </Stack>
      ),
    },
  ];
}

function Result({ upload }: { upload: Upload }) {
  const t = useT(contactWords);
  const { status, rows, handled, added, known, failed, without_zone } = upload;
  if (status === "uploading") return null;
  if (status === "importing") {
    const share = rows ? (100 * (handled + failed)) / rows : 0;
    return (
      <Box w="100%" maw={320}>
        <Text size="sm">{t("handledOf", { done: handled + failed, n: rows })}</Text>
        <Progress value={share} animated aria-label={upload.filename} />
      </Box>
    );
  }
  const counts = [t("added", { n: added }), known > 0 && t("known", { n: known }), failed > 0 && t("leftOut", { n: failed })];
  return (
    <Stack gap={0}>
      <Text size="sm">{counts.filter(Boolean).join(", ")}</Text>
      {upload.reason && (
        <Text size="sm" c="var(--mantine-color-error)">
          {upload.reason}
        </Text>
      )}
      {without_zone > 0 && (
        <Text size="xs" c="dimmed">
          {t("withoutZone", { n: without_zone })}
        </Text>
      )}
    </Stack>
  );
}

function Actions({ upload, canMap }: { upload: Upload; canMap: boolean }) {
  const t = useT(contactWords);
  const { id, campaign_id, filename, status, failed } = upload;
  const open = useMutation({
    mutationFn: () => errorsLink(campaign_id, id),
    onSuccess: ({ url }) => location.assign(url),
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
  });
  return (
    <Group gap="xs">
      {canMap && (status === "uploading" || status === "failed") && (
        <LinkButton
          size="compact-sm"
          variant="default"
          to="/campaigns/$campaignId/contacts"
          params={{ campaignId: campaign_id }}
          search={{ upload: id }}
          aria-label={t("mapOf", { name: filename })}
        >
          {t("mapIt")}
        </LinkButton>
      )}
      {failed > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<DownloadIcon size={14} />}
          loading={open.isPending}
          aria-label={t("errorsOf", { name: filename })}
          onClick={() => open.mutate()}
        >
          {t("rowErrors")}
        </Button>
      )}
    </Group>
  );
}
