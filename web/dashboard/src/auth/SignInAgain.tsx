// The token ran out in mid-work: requests wait, the form stays, a small window signs in.

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { shellWords } from "../app/words";
import { useT } from "../i18n/language";
import { signedInAgain } from "./recovery";

export function SignInAgain() {
  const t = useT(shellWords);
  const popup = useMutation({
    mutationFn: async () => (await import("./oidc")).signInPopup(),
    onSuccess: signedInAgain,
  });
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      title={t("signInAgainTitle")}
      zIndex={400}
      centered
    >
      <Stack>
        <Text>{t("signInAgainText")}</Text>
        {popup.error && (
          <Text c="var(--mantine-color-error)" size="sm" role="alert">
            {t("popupFailed")}
          </Text>
        )}
        <Group justify="flex-end">
          <Button loading={popup.isPending} onClick={() => popup.mutate()} data-autofocus>
            {t("signIn")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
