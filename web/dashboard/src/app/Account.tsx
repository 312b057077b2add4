import { ActionIcon, type ActionIconProps } from "@mantine/core";
import { type ComponentProps, forwardRef, lazy } from "react";
import { useT } from "../i18n/language";
import { UserIcon } from "../kit/icons";
import { Later } from "./Later";
import { shellWords } from "./words";

const load = () => import("./AccountMenu");
const AccountMenu = lazy(() => load().then((module) => ({ default: module.AccountMenu })));

export function Account() {
  return <Later load={load} button={(props) => <AccountButton {...props} />} menu={<AccountMenu />} />;
}

type Props = ActionIconProps & Omit<ComponentProps<"button">, keyof ActionIconProps>;

export const AccountButton = forwardRef<HTMLButtonElement, Props>((props, ref) => {
  const t = useT(shellWords);
  return (
    <ActionIcon
      ref={ref}
      variant="subtle"
      color="gray"
      c="var(--mantine-color-text)"
      size="lg"
      aria-label={t("account")}
      aria-haspopup="menu"
      {...props}
    >
      <UserIcon />
    </ActionIcon>
  );
});
AccountButton.displayName = "AccountButton";
