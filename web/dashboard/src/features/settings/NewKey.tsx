// A new key: its secret is shown once, and the dialog does not close by accident.

import { Alert, Button, Checkbox, Code, CopyButton, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { PlusIcon } from "../../kit/icons";
import { General } from "../../kit/SaveBar";
import { useResourceForm } from "../../kit/useResourceForm";
import { kitWords } from "../../kit/words";
import { dayStart } from "../sessions/queries";
import { createKey, type Scope } from "./queries";
import { scopeWords, settingsWords } from "./words";

const SCOPES = Object.keys(scopeWords) as (keyof typeof scopeWords)[];

export function NewKey() {
  const t = useT(settingsWords);
  const [opened, { open, close }] = useDisclosure(false);
  const [secret, setSecret] = useState<string | null>(null);
  const finish = () => {
    close();
    setSecret(null);
  };
  return (
    <>
      <Button leftSection={<PlusIcon size={16} />} onClick={open}>
        {t("newKey")}
      </Button>
      <Modal
        opened={opened}
        onClose={finish}
        title={secret ? t("copyNow") : t("newKey")}
        closeOnClickOutside={!secret}
        closeOnEscape={!secret}
        withCloseButton={!secret}
      >
        {secret ? <Secret secret={secret} onDone={finish} /> : <Form onCreated={setSecret} />}
      </Modal>
    </>
  );
}

function Form({ onCreated }: { onCreated: (secret: string) => void }) {
  const t = useT(settingsWords);
  const k = useT(kitWords);
  const s = useT(scopeWords);
  const client = useQueryClient();
  const resource = useResourceForm({
    initial: { name: "", scopes: [...SCOPES] as string[], expires_at: "" },
    save: ({ name, scopes, expires_at }) =>
      createKey({ name, scopes: scopes as Scope[], expires_at: expires_at ? dayStart(expires_at, 1) : null }),
    onSaved: ({ secret }) => {
      void client.invalidateQueries({ queryKey: ["api-keys"] });
      onCreated(secret);
    },
  });
  const { form } = resource;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        resource.submit();
      }}
    >
      <Stack>
        <TextInput label={k("name")} required maxLength={100} data-autofocus {...form.getInputProps("name")} />
        <Checkbox.Group label={t("scopes")} {...form.getInputProps("scopes")}>
          <Stack gap={6} mt={4}>
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={s(scope)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput type="date" label={t("expiresAt")} description={t("expiresHint")} {...form.getInputProps("expires_at")} />
        <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
        <Group justify="flex-end">
          <Button type="submit" loading={resource.isSaving} disabled={!form.values.name.trim()}>
            {k("create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Secret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const t = useT(settingsWords);
  const k = useT(kitWords);
  return (
    <Stack>
      <Alert color="yellow" variant="light">
        {t("copyNowText")}
      </Alert>
      <Code block tabIndex={0} data-testid="secret" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {secret}
      </Code>
      <Group justify="space-between">
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? k("copied") : k("copy")}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{t("done")}</Button>
      </Group>
    </Stack>
  );
}
