import { expect, test } from "vitest";
import { textOf, withLanguage, withoutLanguage, withStep } from "./texts";

const RUSSIAN = { pre_speech: "Минуту.", progress_speech: null, on_error_speech: null };

test("a new language says nothing of its own, and changes no other", () => {
  const nothing = { pre_speech: null, progress_speech: null, on_error_speech: null };
  expect(withLanguage({ ru: RUSSIAN }, "de")).toEqual({ ru: RUSSIAN, de: nothing });
});

test("a language is taken out", () => {
  expect(withoutLanguage({ ru: RUSSIAN, de: RUSSIAN }, "ru")).toEqual({ de: RUSSIAN });
});

test("an emptied text is none", () => {
  expect([textOf(""), textOf("One moment.")]).toEqual([null, "One moment."]);
});

test("a step comes after the last of all", () => {
  expect(withStep([])).toEqual([{ after_ms: 3000, text: "" }]);
  const steps = [{ after_ms: 5000, text: "b" }, { after_ms: 2000, text: "a" }];
  expect(withStep(steps)).toEqual([...steps, { after_ms: 8000, text: "" }]);
});
