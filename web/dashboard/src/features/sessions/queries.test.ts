import { expect, test } from "vitest";
import { dayStart } from "./queries";

test("a day of the reader begins at midnight of the reader", () => {
  expect(dayStart("2026-03-01")).toBe(new Date(2026, 2, 1).toISOString());
  expect(dayStart("2026-02-28", 1)).toBe(new Date(2026, 2, 1).toISOString());
});
