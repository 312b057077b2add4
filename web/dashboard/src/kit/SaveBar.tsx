// The bar under a form: says whether anything is unsaved, saves with Ctrl+S, and guards against leaving.

import { Alert, Button, Group, List, Modal, Paper, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useBlocker } from "@tanstack/react-router";
import { useT } from "../i18n/language";
import classes from "./SaveBar.module.css";
import type { ResourceForm } from "./useResourceForm";
import { kitWords } from "./words";

interface Props<V> {
  resource: ResourceForm<V>;
  onDiscard: () => void;
}

export function SaveBar<V>({ resource, onDiscard }: Props<V>) {
  const t = useT(kitWords);
  const wrong = Object.keys(resource.form.errors).length;
  useHotkeys([["mod+S", () => resource.isDirty && resource.submit()]], []);
  return (
    <>
      <LeaveGuard active={resource.isDirty} />
      {(resource.isDirty || resource.isSaving) && (
        <Paper className={classes.bar} withBorder shadow="md" p="sm" role="region" aria-label={t("unsaved")}>
          <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
          <Group justify="space-between" gap="sm">
            <Text size="sm" role="status" {...(wrong ? { c: "var(--mantine-color-error)" } : {})}>
              {resource.isSaving ? t("saving") : wrong ? t("fieldsWrong", { n: wrong }) : t("unsaved")}
            </Text>
            <Group gap="xs">
              <Button variant="default" onClick={onDiscard} disabled={resource.isSaving}>
                {t("discard")}
              </Button>
              <Button onClick={resource.submit} loading={resource.isSaving}>
                {t("save")}
              </Button>
            </Group>
          </Group>
        </Paper>
      )}
    </>
  );
}

/** What no field could show. */
export function General({ messages, requestId }: { messages: string[]; requestId: string | null }) {
  const t = useT(kitWords);
  if (messages.length === 0) return null;
  return (
    <Alert color="red" variant="light" mb="sm" role="alert" title={t("failed")}>
      <List size="sm">
        {messages.map((message) => (
          <List.Item key={message}>{message}</List.Item>
        ))}
      </List>
      {requestId && <Text size="xs">{t("requestId", { id: requestId })}</Text>}
    </Alert>
  );
}

export function LeaveGuard({ active }: { active: boolean }) {
  const t = useT(kitWords);
  const blocker = useBlocker({
    // A change of the tab in the address is not leaving.
    shouldBlockFn: ({ current, next }) => active && current.pathname !== next.pathname,
    enableBeforeUnload: () => active,
    withResolver: true,
  });
  return (
    <Modal opened={blocker.status === "blocked"} onClose={() => blocker.reset?.()} title={t("leaveTitle")} centered>
      <Text mb="lg">{t("leaveText")}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
          {t("stay")}
        </Button>
        <Button color="red.9" onClick={() => blocker.proceed?.()}>
          {t("leave")}
        </Button>
      </Group>
    </Modal>
  );
}
