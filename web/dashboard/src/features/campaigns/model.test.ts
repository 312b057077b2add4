import { expect, test } from "vitest";
import { BLANK, inputOf, localOf, momentOf, valuesOf } from "./model";
import type { Campaign } from "./queries";

const campaign = (settings: Partial<Campaign["settings"]>) => ({ settings: { ...BLANK, ...settings } }) as Campaign;

test("windows are shown in hours and minutes", () => {
  const values = valuesOf(campaign({ windows: [{ days: ["mon"], start: "09:30:00", end: "18:00:00" }] }));
  expect(values.windows).toEqual([{ days: ["mon"], start: "09:30", end: "18:00" }]);
});

test("an emptied mapping is left out, and a zone goes only with the campaign's clock", () => {
  const values = { ...BLANK, variables: { name: "first_name", debt: " " }, zone: "Europe/Riga" };
  expect(inputOf(values)).toMatchObject({ variables: { name: "first_name" }, zone: null });
  expect(inputOf({ ...values, zone_mode: "campaign" }).zone).toBe("Europe/Riga");
});

test("a moment comes back from its field as it was", () => {
  const moment = "2027-03-01T10:15:00.000Z";
  expect(momentOf(localOf(moment))).toBe(moment);
  expect([localOf(null), momentOf("")]).toEqual(["", null]);
});
