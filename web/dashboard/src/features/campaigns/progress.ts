// What the counters of a campaign say.

import type { Campaign, ItemStatus, Outcome } from "./queries";

export const ITEM_STATUSES: readonly ItemStatus[] = ["completed", "in_progress", "dialing", "claimed", "pending", "error", "skipped", "canceled"];
export const OUTCOMES: readonly Outcome[] = ["answered", "voicemail", "no_answer", "busy", "declined", "invalid_number", "failed"];
const OPEN: readonly ItemStatus[] = ["pending", "claimed", "dialing", "in_progress"];

export interface Counts {
  total: number;
  left: number;
  done: number;
}

export function countsOf({ items }: Campaign["progress"]): Counts {
  const total = Object.values(items).reduce((sum, count) => sum + count, 0);
  const left = OPEN.reduce((sum, status) => sum + (items[status] ?? 0), 0);
  return { total, left, done: total - left };
}

export type Missing = "missingContacts" | "missingNumber";

/** What keeps a draft from being started, as far as it shows here. */
export function missingOf(campaign: Campaign): Missing[] {
  const missing: Missing[] = [];
  if (campaign.settings.phone_number_ids.length === 0) missing.push("missingNumber");
  if (countsOf(campaign.progress).total === 0) missing.push("missingContacts");
  return missing;
}
