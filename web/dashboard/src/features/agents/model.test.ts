import { expect, test } from "vitest";
import { fieldKey } from "./fieldWords";
import { ABILITIES, AFTER, DETECTION, LISTENING, localeFields, localeTexts, MODEL, REALTIME, WIDGET } from "./fields";
import { CRITERIA, FACTS, KEYS, MCP_SERVERS, TRANSFERS, under, VOICEMAIL } from "./lists";
import { type Agent, changed, type Config, configOf, placeholders, tabOf, undefinedNames } from "./model";
import { optionWords } from "./optionWords";
import { fromText } from "./variableText";

const config = {
  name: "Ada",
  system_prompt: "Help {{ customer }} in {{system.locale}}",
  locales: { en: { first_message: "Hi {{nick}}" } },
  variables: [{ name: "customer" }],
} as unknown as Config;

test("what is not configuration stays out of a save", () => {
  const agent = { ...config, id: "agt_1", revision: 3, labels: {}, is_published: true } as unknown as Agent;
  expect(configOf(agent)).toEqual(config);
  expect(changed(config, { ...config, name: "Bob" })).toEqual({ name: "Bob" });
  expect(changed(config, structuredClone(config))).toEqual({});
});

test("names that nothing defines are found; system ones are always there", () => {
  expect(placeholders("{{a}} {{ a }} {{}} {b}")).toEqual(["a"]);
  expect(undefinedNames(config)).toEqual(["nick"]);
});

test("an error knows its tab", () => {
  expect(["llm.params", "locales.en.tts.voice", "knowledge_ids.0", "analysis.fields.0.name", "vad.sensitivity", "variables.0.name", "widget.theme"].map(tabOf)).toEqual(
    ["general", "languages", "tools", "after", "listening", "variables", "widget"],
  );
});

test("every setting and every choice has its words", () => {
  const sections = [...MODEL, ...LISTENING, ...DETECTION, ...ABILITIES, ...AFTER, ...WIDGET];
  const lists = [TRANSFERS, MCP_SERVERS, FACTS, CRITERIA, KEYS, VOICEMAIL];
  const fields = [
    ...sections.flatMap((section) => section.fields),
    ...localeFields("en"),
    ...REALTIME,
    ...localeTexts("en"),
    ...lists.flatMap((spec) => under(`${spec.path}.0`, spec.fields)),
  ];
  const nameless = [...fields.map((field) => field.path), ...sections.map((section) => section.title)].filter((path) => !fieldKey(path));
  expect(nameless).toEqual([]);
  const options = fields.flatMap((field) => ("options" in field ? field.options : []));
  expect(options.filter((option) => !(option in optionWords))).toEqual([]);
});

test("values are typed as they are written", () => {
  expect([fromText("", "string"), fromText("1.5", "number"), fromText("true", "boolean"), fromText("x", "integer")]).toEqual(
    [null, 1.5, true, "x"],
  );
});
