// Name, state, and what can be done with the agent as a whole.

import { ActionIcon, Badge, Button, CopyButton, Group, Menu, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { ApiError } from "../../api/problem";
import { useT } from "../../i18n/language";
import { ConfirmDialog } from "../../kit/Confirm";
import { diff } from "../../kit/diff";
import { download } from "../../kit/download";
import { DotsIcon, MicIcon } from "../../kit/icons";
import { kitWords } from "../../kit/words";
import { DifferenceDialog } from "./Difference";
import { documentWords } from "./documentWords";
import { type Agent, configOf } from "./model";
import { deleteAgent, duplicateAgent, exportAgent, keep, usePublishing, useVersion } from "./queries";
import { agentWords } from "./words";

interface Props {
  agent: Agent;
  isDirty: boolean;
  onChanged: (agent: Agent) => void;
  onTest: (() => void) | null;
}

function tell(error: Error) {
  const id = error instanceof ApiError && error.requestId ? ` (${error.requestId})` : "";
  notifications.show({ message: `${error.message}${id}`, color: "red", autoClose: false });
}

export function AgentHeader({ agent, isDirty, onChanged, onTest }: Props) {
  const t = useT(agentWords);
  const publishing = usePublishing(agent.id);
  const [asking, setAsking] = useState<"unpublish" | "delete" | null>(null);
  const published = useVersion(agent.id, agent.published_version);
  const changes = published.data ? diff(published.data.config, configOf(agent)) : [];
  useEffect(() => {
    document.title = `${agent.name} · Speaknode`;
  }, [agent.name]);
  const publish = (wanted: boolean) =>
    publishing.mutate(wanted, {
      onError: tell,
      onSuccess: (next) => {
        onChanged(next);
        if (next.published_version) {
          notifications.show({ message: t("publishedNow", { version: next.published_version }), color: "green" });
        }
      },
    });
  return (
    <Group justify="space-between" mb="md" gap="sm">
      <Group gap="sm" miw={0}>
        <Title order={1}>{agent.name}</Title>
        <State agent={agent} changes={changes.length} before={published.data?.config} />
      </Group>
      <Group gap="xs">
        {onTest && (
          <Button variant="default" leftSection={<MicIcon size={16} />} onClick={onTest}>
            {t("test")}
          </Button>
        )}
        <Button loading={publishing.isPending} disabled={isDirty || (agent.is_published && changes.length === 0)} onClick={() => publish(true)}>
          {agent.is_published ? t("publishChanges") : t("publish")}
        </Button>
        <More agent={agent} onAsk={setAsking} />
      </Group>
      <ConfirmDialog
        opened={asking === "unpublish"}
        onClose={() => setAsking(null)}
        title={t("unpublish")}
        text={t("unpublishText")}
        confirm={t("unpublish")}
        onConfirm={() => {
          setAsking(null);
          publish(false);
        }}
      />
      <DeleteDialog agent={agent} opened={asking === "delete"} onClose={() => setAsking(null)} />
    </Group>
  );
}

function State({ agent, changes, before }: { agent: Agent; changes: number; before: unknown }): ReactNode {
  const t = useT(agentWords);
  const [comparing, setComparing] = useState(false);
  if (!agent.is_published || agent.published_version === null) return <Badge color="gray">{t("draft")}</Badge>;
  const version = agent.published_version;
  return (
    <>
      <Badge color="green">{t("publishedAs", { version })}</Badge>
      {changes > 0 && (
        <Button size="compact-sm" variant="light" onClick={() => setComparing(true)}>
          {t("differences", { n: changes, version })}
        </Button>
      )}
      {comparing && <DifferenceDialog version={version} before={before} after={configOf(agent)} onClose={() => setComparing(false)} />}
    </>
  );
}

function More({ agent, onAsk }: { agent: Agent; onAsk: (what: "unpublish" | "delete") => void }) {
  const t = useT(agentWords);
  const k = useT(kitWords);
  const d = useT(documentWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const duplicate = useMutation({
    mutationFn: () => duplicateAgent(agent.id),
    onError: tell,
    onSuccess: (copy) => {
      keep(client, copy);
      notifications.show({ message: t("duplicated") });
      void navigate({ to: "/agents/$agentId", params: { agentId: copy.id } });
    },
  });
  const exporting = useMutation({
    mutationFn: () => exportAgent(agent.id),
    onError: tell,
    onSuccess: (file) => download(`${agent.name.replace(/[^\p{L}\p{N}]+/gu, "-")}.yaml`, file),
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={k("actions")} loading={duplicate.isPending || exporting.isPending}>
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => duplicate.mutate()}>{t("duplicate")}</Menu.Item>
        <Menu.Item onClick={() => exporting.mutate()}>{d("export")}</Menu.Item>
        <CopyButton value={agent.id}>
          {({ copied, copy }) => (
            <Menu.Item closeMenuOnClick={false} onClick={copy}>
              {copied ? k("copied") : t("copyId")}
            </Menu.Item>
          )}
        </CopyButton>
        {agent.is_published && <Menu.Item onClick={() => onAsk("unpublish")}>{t("unpublish")}</Menu.Item>}
        <Menu.Divider />
        <Menu.Item c="var(--mantine-color-error)" onClick={() => onAsk("delete")}>
          {k("delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function DeleteDialog({ agent, opened, onClose }: { agent: Agent; opened: boolean; onClose: () => void }) {
  const t = useT(agentWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteAgent(agent.id),
    onSuccess: async () => {
      await navigate({ to: "/agents", ignoreBlocker: true });
      client.removeQueries({ queryKey: ["agent", agent.id] });
      void client.invalidateQueries({ queryKey: ["agents"] });
    },
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t("deleteTitle")}
      text={t("deleteText")}
      confirm={k("delete")}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    />
  );
}
