import { ActionIcon, CopyButton, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { ConfirmDialog } from "../../kit/Confirm";
import { downloadParts } from "../../kit/download";
import { DotsIcon } from "../../kit/icons";
import { kitWords } from "../../kit/words";
import { type Campaign, cloneCampaign, deleteCampaign, type ExportFormat, keep, readResults } from "./queries";
import { campaignWords } from "./words";

const tell = (error: Error) => notifications.show({ message: error.message, color: "red" });

export function More({ campaign, onCancel }: { campaign: Campaign; onCancel: () => void }) {
  const t = useT(campaignWords);
  const k = useT(kitWords);
  const [asking, setAsking] = useState<"cancel" | "delete" | null>(null);
  const clone = useClone(campaign.id);
  const results = useResults(campaign);
  const { name } = campaign.settings;
  const canCancel = ["scheduled", "running", "paused"].includes(campaign.status);
  const canDelete = campaign.status === "draft" || campaign.ended_at !== null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={k("actions")} loading={clone.isPending || results.isPending}>
            <DotsIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => results.mutate("csv")}>{t("exportCsv")}</Menu.Item>
          <Menu.Item onClick={() => results.mutate("xlsx")}>{t("exportXlsx")}</Menu.Item>
          <Menu.Item onClick={() => clone.mutate()}>{t("clone")}</Menu.Item>
          <CopyButton value={campaign.id}>
            {({ copied, copy }) => (
              <Menu.Item closeMenuOnClick={false} onClick={copy}>
                {copied ? k("copied") : t("copyId")}
              </Menu.Item>
            )}
          </CopyButton>
          {(canCancel || canDelete) && <Menu.Divider />}
          {canCancel && (
            <Menu.Item c="var(--mantine-color-error)" onClick={() => setAsking("cancel")}>
              {t("cancel")}
            </Menu.Item>
          )}
          {canDelete && (
            <Menu.Item c="var(--mantine-color-error)" onClick={() => setAsking("delete")}>
              {k("delete")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={asking === "cancel"}
        onClose={() => setAsking(null)}
        title={t("cancelTitle", { name })}
        text={t("cancelText")}
        confirm={t("cancel")}
        onConfirm={() => {
          setAsking(null);
          onCancel();
        }}
      />
      <DeleteDialog campaign={campaign} opened={asking === "delete"} onClose={() => setAsking(null)} />
    </>
  );
}

function useClone(campaignId: string) {
  const t = useT(campaignWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => cloneCampaign(campaignId),
    onError: tell,
    onSuccess: (copy) => {
      keep(client, copy);
      notifications.show({ message: t("cloned") });
      void navigate({ to: "/campaigns/$campaignId", params: { campaignId: copy.id } });
    },
  });
}

function useResults({ id, settings }: Campaign) {
  const t = useT(campaignWords);
  return useMutation({
    mutationFn: (format: ExportFormat) => downloadParts(settings.name, format, (cursor) => readResults(id, format, cursor)),
    onError: tell,
    onSuccess: (isComplete) => {
      if (!isComplete) notifications.show({ message: t("exportCut"), color: "yellow", autoClose: false });
    },
  });
}

function DeleteDialog({ campaign, opened, onClose }: { campaign: Campaign; opened: boolean; onClose: () => void }) {
  const t = useT(campaignWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteCampaign(campaign.id),
    onSuccess: async () => {
      await navigate({ to: "/campaigns" });
      client.removeQueries({ queryKey: ["campaign", campaign.id] });
      void client.invalidateQueries({ queryKey: ["campaigns"] });
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t("deleteTitle", { name: campaign.settings.name })}
      text={t("deleteText")}
      confirm={k("delete")}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    />
  );
}
