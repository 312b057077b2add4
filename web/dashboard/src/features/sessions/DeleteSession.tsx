// A conversation and all that is kept of it go for good.

import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { ConfirmDialog } from "../../kit/Confirm";
import { kitWords } from "../../kit/words";
import { useDeleteSession } from "./queries";
import { detailWords } from "./words";

export function DeleteSession({ sessionId }: { sessionId: string }) {
  const t = useT(detailWords);
  const k = useT(kitWords);
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure(false);
  const remove = useDeleteSession(sessionId, () => navigate({ to: "/sessions" }));
  return (
    <>
      <Button variant="default" size="compact-md" onClick={open}>
        {k("delete")}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={t("deleteTitle")}
        text={t("deleteText")}
        confirm={k("delete")}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
