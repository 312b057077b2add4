import { expect, test } from "vitest";
import { clock, formats } from "./format";
import { translate, words } from "./words";

const known = words({
  turns: ["{n} turn|{n} turns", "{n} ход|{n} хода|{n} ходов"],
  hello: ["Hello, {name}", "Привет, {name}"],
});

test("Russian has three forms of a count, English two", () => {
  expect([1, 2, 5, 11, 21, 104].map((n) => translate(known.turns, "ru", { n }))).toEqual(
    ["1 ход", "2 хода", "5 ходов", "11 ходов", "21 ход", "104 хода"],
  );
  expect([0, 1, 2].map((n) => translate(known.turns, "en", { n }))).toEqual(["0 turns", "1 turn", "2 turns"]);
});

test("names are filled in; unknown ones and code stay as they are", () => {
  expect(translate(known.hello, "ru", { name: "Ада" })).toBe("Привет, Ада");
  expect(translate(known.hello, "en")).toBe("Hello, {name}");
  expect(translate(["Use {{x}}", "{{x}}"], "en")).toBe("Use {{x}}");
});

test("lengths of time", () => {
  expect([0, 59.9, 61, 3600, 3725].map(clock)).toEqual(["0:00", "0:59", "1:01", "1:00:00", "1:02:05"]);
  expect(formats("en").ago("2026-01-01T00:00:00Z", Date.parse("2026-01-01T02:00:00Z"))).toBe("2 hours ago");
  expect(formats("ru").ms(812.6)).toBe("813 мс");
});
