import { Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useT } from "../../i18n/language";
import { PlusIcon } from "../../kit/icons";
import { General } from "../../kit/SaveBar";
import { useResourceForm } from "../../kit/useResourceForm";
import { invite, type Role, ROLES } from "./queries";
import { memberWords } from "./words";

export function Invite() {
  const t = useT(memberWords);
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<PlusIcon size={16} />} onClick={open}>
        {t("invite")}
      </Button>
      <Modal opened={opened} onClose={close} title={t("inviteTitle")}>
        <Form onDone={close} />
      </Modal>
    </>
  );
}

function Form({ onDone }: { onDone: () => void }) {
  const t = useT(memberWords);
  const client = useQueryClient();
  const resource = useResourceForm({
    initial: { email: "", role: "member" as string },
    save: ({ email, role }) => invite({ email: email.trim(), role: role as Role }),
    onSaved: ({ email, sent_at }) => {
      void client.invalidateQueries({ queryKey: ["invitations"] });
      notifications.show(
        sent_at ? { message: t("invited", { email }) } : { title: t("invited", { email }), message: t("passOn"), autoClose: false },
      );
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
        <TextInput type="email" label={t("email")} required maxLength={254} data-autofocus {...form.getInputProps("email")} />
        <Select
          label={t("role")}
          description={t("roleHint")}
          data={ROLES.map((role) => ({ value: role, label: t(role) }))}
          allowDeselect={false}
          {...form.getInputProps("role")}
        />
        <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
        <Group justify="flex-end">
          <Button type="submit" loading={resource.isSaving} disabled={!form.values.email.trim()}>
            {t("invite")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
