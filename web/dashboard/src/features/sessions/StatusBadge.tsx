import { Badge } from "@mantine/core";
import { useT } from "../../i18n/language";
import type { Session } from "./queries";
import { sessionWords } from "./words";

export const COLOURS: Record<Session["status"], string> = {
  pending: "gray",
  dispatching: "yellow",
  active: "indigo",
  completed: "green",
  failed: "red",
};

export function StatusBadge({ status }: { status: Session["status"] }) {
  const t = useT(sessionWords);
  return <Badge color={COLOURS[status]}>{t(status)}</Badge>;
}
