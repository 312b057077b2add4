import { Button, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useT } from "../../i18n/language";
import { General } from "../../kit/SaveBar";
import { useResourceForm } from "../../kit/useResourceForm";
import { useList } from "./list";
import { named, numbersOf } from "./numbers";
import { addNumbers, forget } from "./queries";
import { doNotCallWords } from "./words";

interface Props {
  opened: boolean;
  onClose: () => void;
}

export function AddNumbers({ opened, onClose }: Props) {
  const t = useT(doNotCallWords);
  return (
    <Modal opened={opened} onClose={onClose} title={t("add")}>
      <Form onDone={onClose} />
    </Modal>
  );
}

function Form({ onDone }: { onDone: () => void }) {
  const t = useT(doNotCallWords);
  const client = useQueryClient();
  const list = useList();
  const resource = useResourceForm({
    initial: { numbers: "", reason: "" },
    save: ({ numbers: text, reason }) => {
      const numbers = numbersOf(text);
      return addNumbers(list, { numbers, reason: reason.trim() || null }).catch((error: unknown) => {
        throw named(error, numbers);
      });
    },
    onSaved: ({ added }) => {
      forget(client);
      notifications.show({ message: t("done", { n: added }), color: "green" });
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
        <Textarea label={t("numbers")} description={t("numbersHint")} required autosize minRows={4} maxRows={12} data-autofocus {...form.getInputProps("numbers")} />
        <TextInput label={t("reason")} description={t("reasonHint")} maxLength={500} {...form.getInputProps("reason")} />
        <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
        <Group justify="flex-end">
          <Button type="submit" loading={resource.isSaving} disabled={numbersOf(form.values.numbers).length === 0}>
            {t("add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
