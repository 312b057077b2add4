import { Badge } from "@mantine/core";
import { useT } from "../../i18n/language";
import type { CampaignStatus, ItemStatus } from "./queries";
import { campaignWords, itemWords } from "./words";

const COLOURS: Record<CampaignStatus, string> = {
  draft: "gray",
  scheduled: "yellow",
  running: "indigo",
  paused: "orange",
  completed: "green",
  canceled: "gray",
};

export const ITEM_COLOURS: Record<ItemStatus, string> = {
  completed: "green",
  in_progress: "indigo",
  dialing: "cyan",
  claimed: "teal",
  pending: "blue",
  error: "red",
  skipped: "yellow",
  canceled: "gray",
};

export function StatusBadge({ status }: { status: CampaignStatus }) {
  const t = useT(campaignWords);
  return <Badge color={COLOURS[status]}>{t(status)}</Badge>;
}

export function ItemBadge({ status }: { status: ItemStatus }) {
  const t = useT(itemWords);
  return <Badge color={ITEM_COLOURS[status]}>{t(status)}</Badge>;
}
