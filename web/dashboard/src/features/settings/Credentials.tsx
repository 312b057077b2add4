// Secrets of the space: keys of providers, and what tools and MCP servers name by `secret_ref`.

import { Autocomplete, Button, Code, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { type Column, DataTable } from "../../kit/DataTable";
import { PlusIcon } from "../../kit/icons";
import { General } from "../../kit/SaveBar";
import { Empty } from "../../kit/States";
import { useResourceForm } from "../../kit/useResourceForm";
import { kitWords } from "../../kit/words";
import { useProviderNames } from "../catalogue/queries";
import { type Credential, deleteCredential, putCredential, useCredentials } from "./queries";
import { settingsWords } from "./words";

export function Credentials() {
  const t = useT(settingsWords);
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text c="dimmed">{t("credentialsText")}</Text>
        <Button leftSection={<PlusIcon size={16} />} onClick={open}>
          {t("newCredential")}
        </Button>
      </Group>
      <DataTable<Credential>
        label={t("credentials")}
        list={useCredentials()}
        rowKey={({ name }) => name}
        empty={<Empty title={t("noCredentials")} text={t("credentialsText")} />}
        columns={useColumns()}
      />
      <Modal opened={opened} onClose={close} title={t("newCredential")}>
        <Form onDone={close} />
      </Modal>
    </>
  );
}

function useColumns(): Column<Credential>[] {
  const t = useT(settingsWords);
  const k = useT(kitWords);
  const format = useFormats();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: deleteCredential,
    onSuccess: () => forget(client),
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
  });
  return [
    { key: "name", header: k("name"), cell: ({ name }) => <Text fw={600}>{name}</Text> },
    { key: "secret", header: t("secret"), cell: ({ last_4 }) => <Code>…{last_4}</Code> },
    { key: "changed", header: t("changed"), cell: ({ updated_at }) => format.moment(updated_at), wide: true },
    {
      key: "actions",
      header: "",
      numeric: true,
      cell: ({ name }) => (
        <ConfirmButton
          size="compact-sm"
          label={k("delete")}
          aria-label={`${k("delete")} ${name}`}
          title={t("deleteCredential", { name })}
          text={t("deleteCredentialText")}
          confirm={k("delete")}
          onConfirm={() => remove.mutate(name)}
        />
      ),
    },
  ];
}

/** Whether a provider can be used depends on the keys that are there. */
function forget(client: ReturnType<typeof useQueryClient>): void {
  for (const key of ["credentials", "providers", "voices"]) void client.invalidateQueries({ queryKey: [key] });
}

function Form({ onDone }: { onDone: () => void }) {
  const t = useT(settingsWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const providers = useProviderNames();
  const resource = useResourceForm({
    initial: { name: "", value: "" },
    // What is pasted brings the end of its line with it.
    save: ({ name, value }) => putCredential(name.trim(), value.trim()),
    onSaved: () => {
      forget(client);
      onDone();
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
        <Autocomplete label={k("name")} description={t("credentialName")} required data-autofocus data={providers} {...form.getInputProps("name")} />
        <PasswordInput
          label={t("secret")}
          description={t("secretText")}
          required
          autoComplete="off"
          visibilityToggleButtonProps={{ "aria-label": t("showSecret") }}
          {...form.getInputProps("value")}
        />
        <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
        <Group justify="flex-end">
          <Button type="submit" loading={resource.isSaving} disabled={!form.values.name || !form.values.value}>
            {k("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
