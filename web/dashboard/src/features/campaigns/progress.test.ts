import { expect, test } from "vitest";
import { BLANK } from "./model";
import { countsOf, missingOf } from "./progress";
import type { Campaign } from "./queries";

test("whoever is being called is not done yet", () => {
  const items = { pending: 3, claimed: 1, dialing: 1, in_progress: 2, completed: 4, error: 1, skipped: 2, canceled: 1 };
  expect(countsOf({ items, outcomes: {}, abandoned: 0, cost_usd: "0" })).toEqual({ total: 15, left: 7, done: 8 });
});

test("a draft tells what it still needs", () => {
  const draft = { settings: BLANK, progress: { items: {}, outcomes: {}, abandoned: 0, cost_usd: "0" } } as Partial<Campaign> as Campaign;
  expect(missingOf(draft)).toEqual(["missingNumber", "missingContacts"]);
  const whole = { ...draft, settings: { ...BLANK, phone_number_ids: ["num_1"] }, progress: { items: { pending: 1 }, outcomes: {}, abandoned: 0, cost_usd: "0" } };
  expect(missingOf(whole)).toEqual([]);
});
