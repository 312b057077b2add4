import { expect, test } from "vitest";
import { collect } from "./pages";

const pages: Record<string, { items: number[]; next_cursor: string | null }> = {
  first: { items: [1, 2], next_cursor: "b" },
  b: { items: [3, 4], next_cursor: "c" },
  c: { items: [5], next_cursor: null },
};
const fetchPage = async (cursor = "first") => pages[cursor] ?? { items: [], next_cursor: null };

test("all pages are read in order, and progress is told", async () => {
  const told: number[] = [];
  expect(await collect(fetchPage, 100, (count) => told.push(count))).toEqual({ items: [1, 2, 3, 4, 5], complete: true });
  expect(told).toEqual([2, 4, 5]);
});

test("it stops at the limit and says that there is more", async () => {
  expect(await collect(fetchPage, 3)).toEqual({ items: [1, 2, 3], complete: false });
});
