import { Select, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { type Column, DataTable } from "../../kit/DataTable";
import { Empty } from "../../kit/States";
import { useMe } from "../spaces/queries";
import { changeRole, type Member, type Role, ROLES, removeMember, useMembers } from "./queries";
import { memberWords } from "./words";

const nameOf = (member: Member) => member.name ?? member.email ?? member.user_id;

/** After any of these the caller's own role may be another. */
function useDeed<V>(deed: (value: V) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: deed,
    onSettled: () => Promise.all([["members"], ["me"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
  });
}

function RoleField({ member }: { member: Member }) {
  const t = useT(memberWords);
  const change = useDeed((role: Role) => changeRole(member.user_id, role));
  return (
    <Select
      size="sm"
      maw={160}
      aria-label={t("roleOf", { name: nameOf(member) })}
      data={ROLES.map((role) => ({ value: role, label: t(role) }))}
      value={change.isPending ? change.variables : member.role}
      disabled={change.isPending}
      allowDeselect={false}
      onChange={(role) => role && change.mutate(role as Role)}
    />
  );
}

function useColumns(canManage: boolean): Column<Member>[] {
  const t = useT(memberWords);
  const format = useFormats();
  const me = useMe().data?.user_id;
  const remove = useDeed(removeMember);
  const columns: Column<Member>[] = [
    {
      key: "person",
      header: t("person"),
      cell: (member) => (
        <>
          <Text fw={600}>
            {nameOf(member)}
            {member.user_id === me && ` (${t("you")})`}
          </Text>
          {member.email && (
            <Text size="sm" c="dimmed">
              {member.email}
            </Text>
          )}
        </>
      ),
    },
    { key: "role", header: t("role"), cell: (member) => (canManage ? <RoleField member={member} /> : t(member.role)) },
    { key: "since", header: t("since"), cell: (member) => format.moment(member.created_at), wide: true },
  ];
  if (!canManage) return columns;
  const actions: Column<Member> = {
    key: "actions",
    header: "",
    numeric: true,
    cell: (member) => (
      <ConfirmButton
        size="compact-sm"
        label={t("remove")}
        aria-label={`${t("remove")} ${nameOf(member)}`}
        title={t("removeTitle", { name: nameOf(member) })}
        text={t("removeText")}
        confirm={t("remove")}
        onConfirm={() => remove.mutate(member.user_id)}
      />
    ),
  };
  return [...columns, actions];
}

export function MemberTable({ canManage }: { canManage: boolean }) {
  const t = useT(memberWords);
  return (
    <DataTable<Member>
      label={t("title")}
      list={useMembers()}
      rowKey={(member) => member.user_id}
      empty={<Empty title={t("empty")} />}
      columns={useColumns(canManage)}
    />
  );
}
