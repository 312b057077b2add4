// A call from the number, and letting it go.

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { General } from "../../kit/SaveBar";
import { useResourceForm } from "../../kit/useResourceForm";
import { call, type PhoneNumber, unbindNumber } from "./queries";
import { numberWords } from "./words";

export function NumberActions({ number }: { number: PhoneNumber }) {
  const t = useT(numberWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [calling, { open, close }] = useDisclosure(false);
  const unbind = useMutation({
    mutationFn: () => unbindNumber(number.id),
    onSuccess: async () => {
      await navigate({ to: "/phone-numbers", ignoreBlocker: true });
      void client.invalidateQueries({ queryKey: ["numbers"] });
    },
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
  });
  return (
    <>
      {number.agent_id && (
        <Button variant="default" onClick={open}>
          {t("callNow")}
        </Button>
      )}
      <ConfirmButton
        label={t("unbind")}
        title={t("unbindTitle", { number: number.number })}
        text={t("unbindText")}
        confirm={t("unbind")}
        onConfirm={() => unbind.mutate()}
      />
      <Modal opened={calling} onClose={close} title={t("callNow")}>
        <CallForm agentId={number.agent_id ?? ""} from={number.number} />
      </Modal>
    </>
  );
}

function CallForm({ agentId, from }: { agentId: string; from: string }) {
  const t = useT(numberWords);
  const navigate = useNavigate();
  const resource = useResourceForm({
    initial: { to: "" },
    save: ({ to }) => call({ agent_id: agentId, from, to }),
    onSaved: ({ id }) => void navigate({ to: "/sessions/$sessionId", params: { sessionId: id } }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        resource.submit();
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t("callText", { number: from })}
        </Text>
        <TextInput label={t("callTo")} description={t("numberHint")} required type="tel" placeholder="+" data-autofocus {...resource.form.getInputProps("to")} />
        <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
        <Group justify="flex-end">
          <Button type="submit" loading={resource.isSaving} disabled={!resource.form.values.to.trim()}>
            {t("callNow")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
