import { Badge } from "@mantine/core";
import { useT } from "../../i18n/language";
import type { ListedAccount } from "./queries";
import { accountWords } from "./words";

const COLOURS = { ready: "green", pending: "blue", failed: "red" } as const;

export function AccountBadge({ status }: Pick<ListedAccount, "status">) {
  const t = useT(accountWords);
  return (
    <Badge color={COLOURS[status]} data-status={status}>
      {t(status)}
    </Badge>
  );
}
