import { expect, test } from "vitest";
import { settingsOf } from "./schema";

const schema = {
  $defs: { Effort: { enum: ["low", "high"], type: "string" } },
  properties: {
    base_url: { anyOf: [{ type: "string", format: "uri" }, { type: "null" }], default: null, title: "Base Url", description: "Of Ollama." },
    pitch: { type: "integer", minimum: 0, maximum: 99, default: 50, title: "Pitch" },
    effort: { anyOf: [{ $ref: "#/$defs/Effort" }, { type: "null" }], default: null },
    stream: { anyOf: [{ type: "boolean" }, { type: "null" }], default: null },
    words: { type: "array", items: { type: "string" } },
    rules: { type: "array", items: { type: "object" } },
    either: { anyOf: [{ type: "string" }, { type: "integer" }] },
    token: { anyOf: [{ type: "string", format: "password", writeOnly: true }, { type: "null" }] },
  },
  required: ["pitch"],
};

test("each setting of a provider has its control", () => {
  const found = Object.fromEntries(settingsOf(schema).map(({ name, control }) => [name, control]));
  expect(found).toEqual({
    base_url: { kind: "text" },
    pitch: { kind: "number", isWhole: true, min: 0, max: 99 },
    effort: { kind: "choice", options: ["low", "high"] },
    stream: { kind: "switch" },
    words: { kind: "tags" },
    rules: { kind: "json" },
    either: { kind: "json" },
    token: { kind: "secret" },
  });
  expect(settingsOf(schema).filter(({ isRequired }) => isRequired).map(({ name }) => name)).toEqual(["pitch"]);
});

test("a setting tells its name, what it is for and what it is by default", () => {
  const [first, second, third] = settingsOf(schema);
  expect([first?.label, first?.description, first?.fallback]).toEqual(["Base Url", "Of Ollama.", undefined]);
  expect([second?.label, second?.fallback]).toEqual(["Pitch", "50"]);
  expect(third?.label).toBe("effort");
});

test("a provider without settings has none", () => {
  expect(settingsOf({ type: "object" })).toEqual([]);
});
