import { Menu, Text } from "@mantine/core";
import { useMe } from "../features/spaces/queries";
import { useT } from "../i18n/language";
import { AccountButton } from "./Account";
import { shellWords } from "./words";

export function AccountMenu() {
  const t = useT(shellWords);
  const me = useMe();
  return (
    <Menu position="bottom-end" defaultOpened>
      <Menu.Target>
        <AccountButton />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" c="var(--mantine-color-text)" fw={600}>
            {me.data?.name ?? me.data?.email ?? me.data?.api_key_id}
          </Text>
          {me.data?.email && <Text size="xs">{me.data.email}</Text>}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item onClick={() => void import("../auth/oidc").then((oidc) => oidc.signOut())}>{t("signOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
