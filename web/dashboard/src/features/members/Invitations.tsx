import { Badge, Button, CopyButton, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { type Column, DataTable } from "../../kit/DataTable";
import { Empty } from "../../kit/States";
import { kitWords } from "../../kit/words";
import { type Invitation, revoke, sendAgain, useInvitations } from "./queries";
import { memberWords } from "./words";

function useDeed(deed: (invitationId: string) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: deed,
    onSettled: () => client.invalidateQueries({ queryKey: ["invitations"] }),
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
  });
}

function Actions({ invitation }: { invitation: Invitation }) {
  const t = useT(memberWords);
  const k = useT(kitWords);
  const again = useDeed(sendAgain);
  const withdraw = useDeed(revoke);
  const { id, email, link } = invitation;
  return (
    <Group gap="xs" justify="flex-end">
      <CopyButton value={link}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" onClick={copy} aria-label={`${t("copyLink")}: ${email}`}>
            {copied ? k("copied") : t("copyLink")}
          </Button>
        )}
      </CopyButton>
      <Button
        size="compact-sm"
        variant="default"
        loading={again.isPending}
        onClick={() => again.mutate(id)}
        aria-label={`${t("sendAgain")}: ${email}`}
      >
        {t("sendAgain")}
      </Button>
      <ConfirmButton
        size="compact-sm"
        label={t("revoke")}
        aria-label={`${t("revoke")}: ${email}`}
        title={t("revokeTitle", { email })}
        text={t("revokeText")}
        confirm={t("revoke")}
        onConfirm={() => withdraw.mutate(id)}
      />
    </Group>
  );
}

function useColumns(): Column<Invitation>[] {
  const t = useT(memberWords);
  const format = useFormats();
  const isOver = (invitation: Invitation) => Date.parse(invitation.expires_at) < Date.now();
  return [
    {
      key: "email",
      header: t("email"),
      cell: (invitation) => (
        <Group gap="xs">
          <Text fw={600}>{invitation.email}</Text>
          {isOver(invitation) && <Badge color="red">{t("expired")}</Badge>}
        </Group>
      ),
    },
    { key: "role", header: t("role"), cell: (invitation) => t(invitation.role), wide: true },
    { key: "until", header: t("validUntil"), cell: (invitation) => format.moment(invitation.expires_at), wide: true },
    {
      key: "sent",
      header: t("sent"),
      cell: (invitation) => (invitation.sent_at ? format.ago(invitation.sent_at) : t("notSent")),
      wide: true,
    },
    { key: "actions", header: "", numeric: true, cell: (invitation) => <Actions invitation={invitation} /> },
  ];
}

export function Invitations() {
  const t = useT(memberWords);
  return (
    <DataTable<Invitation>
      label={t("invitations")}
      list={useInvitations()}
      rowKey={(invitation) => invitation.id}
      empty={<Empty title={t("noInvitations")} text={t("noInvitationsText")} />}
      columns={useColumns()}
    />
  );
}
