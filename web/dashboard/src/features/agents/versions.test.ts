import { expect, test } from "vitest";
import { shares } from "./versions";

test("weights are shares of a whole", () => {
  expect(shares([{ version: 1, weight: 9 }, { version: 2, weight: 1 }])).toEqual([90, 10]);
  expect(shares([{ version: 1, weight: 0 }])).toEqual([0]);
  expect(shares([])).toEqual([]);
});
