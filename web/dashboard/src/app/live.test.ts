import { expect, test } from "vitest";
import { waitMs } from "./live";

test("it waits longer each time, up to half a minute, never all at once", () => {
  expect(waitMs(0, 0)).toBe(500);
  expect(waitMs(0, 1)).toBe(1000);
  expect(waitMs(3, 1)).toBe(8000);
  expect(waitMs(20, 1)).toBe(30_000);
});
