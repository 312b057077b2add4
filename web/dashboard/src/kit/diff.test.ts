import { expect, test } from "vitest";
import { diff, merge, same, threeWay } from "./diff";

test("same compares by value", () => {
  expect(same({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
  expect(same({ a: undefined }, {})).toBe(false);
  expect(same([1, 2], [2, 1])).toBe(false);
});

test("diff names the leaves, and takes lists whole", () => {
  const before = { name: "a", llm: { model: "x", params: {} }, ids: [1] };
  const after = { name: "b", llm: { model: "x", params: { top: 1 } }, ids: [1, 2] };
  expect(diff(before, after).map((change) => change.path)).toEqual(["name", "llm.params.top", "ids"]);
});

const base = { name: "a", prompt: "p", llm: { model: "x" }, locales: { en: { speed: 1 } } };

test("only what both changed, and differently, is a conflict", () => {
  const theirs = { ...base, name: "theirs", llm: { model: "y" } };
  const yours = { ...base, name: "yours", llm: { model: "y" }, prompt: "new" };
  const changes = Object.fromEntries(threeWay(base, theirs, yours).map((change) => [change.path, change.isConflict]));
  expect(changes).toEqual({ name: true, "llm.model": false, prompt: false });
});

test("a merge keeps both sides' changes; the choice settles the rest", () => {
  const theirs = { ...base, name: "theirs", locales: { en: { speed: 1 }, ru: { speed: 2 } } };
  const yours = { ...base, name: "yours", prompt: "new" };
  const changes = threeWay(base, theirs, yours);
  expect(merge(theirs, changes, () => false)).toEqual({ ...theirs, name: "yours", prompt: "new" });
  expect(merge(theirs, changes, () => true)).toEqual({ ...theirs, prompt: "new" });
});

test("what you removed stays removed", () => {
  const yours = { ...base, locales: {} };
  expect(merge(base, threeWay(base, base, yours), () => false)).toEqual({ ...base, locales: {} });
});

test("a change inside an object that the other removed is one conflict about the object", () => {
  const theirs = { ...base, locales: {} };
  const yours = { ...base, locales: { en: { speed: 2 } } };
  const changes = threeWay(base, theirs, yours);
  expect(changes.map(({ path, isConflict }) => [path, isConflict])).toEqual([["locales.en", true]]);
});
