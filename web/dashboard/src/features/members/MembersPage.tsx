import { Title } from "@mantine/core";
import { useT } from "../../i18n/language";
import { PageHeader } from "../../kit/PageHeader";
import { useSpace } from "../spaces/queries";
import { Invitations } from "./Invitations";
import { Invite } from "./Invite";
import { MemberTable } from "./MemberTable";
import { memberWords } from "./words";

export function MembersPage() {
  const t = useT(memberWords);
  const isOwner = useSpace()?.role === "owner";
  return (
    <>
      <PageHeader title={t("title")} text={t("subtitle")} actions={isOwner && <Invite />} />
      <MemberTable canManage={isOwner} />
      {isOwner && (
        <>
          <Title order={2} mt="xl" mb="md">
            {t("invitations")}
          </Title>
          <Invitations />
        </>
      )}
    </>
  );
}
