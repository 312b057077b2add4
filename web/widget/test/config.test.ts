import { describe, expect, test } from "vitest";
import { complete, localeOf } from "../src/config";
import { EN } from "../src/words/en";
import { reasonIn, wordsFor } from "../src/words";
import { RU } from "../src/words/ru";

const agent = complete({ name: "Ada", locales: ["en", "ru"], default_locale: "en" }, "agt_1");

describe("locale", () => {
  test.each([
    [null, "en"],
    ["ru", "ru"],
    ["ru-RU", "ru"],
    ["RU", "ru"],
    ["de", "en"],
  ])("%s is %s", (wish, locale) => {
    expect(localeOf(agent, wish)).toBe(locale);
  });
});

describe("words", () => {
  test("both languages have the same, and none is empty", () => {
    expect(Object.keys(RU).sort()).toEqual(Object.keys(EN).sort());
    expect(Object.values({ ...EN, ...RU }).filter((text) => text.trim() === "")).toEqual([]);
  });

  test("the agent's own win, language by language", () => {
    const texts = { ru: { title: "Спросите Аду", subtitle: null } } as never;
    const consent = { version: "1", text: { ru: "Мы записываем." } };
    const own = complete({ ...agent, widget: { texts, consent } }, "agt_1");
    expect(wordsFor(own, "ru")).toMatchObject({ title: "Спросите Аду", subtitle: RU.subtitle, consent: "Мы записываем." });
    expect(wordsFor(own, "en")).toMatchObject({ title: "Ada", consent: EN.consent });
  });

  test("say why it failed", () => {
    expect(reasonIn(EN, "refused", "too_many_sessions")).toBe(EN.too_many_sessions);
    expect(reasonIn(EN, "refused", "origin_not_allowed")).toBe(EN.unavailable);
    expect(reasonIn(RU, "connection_lost")).toBe(RU.connection_lost);
    expect(reasonIn(RU, "whatever")).toBe(RU.error);
  });
});
