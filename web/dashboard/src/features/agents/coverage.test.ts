// Every setting that the API knows has its place in the editor.

import { expect, test } from "vitest";
import openapi from "../../../../../docs/openapi.json";
import { ABILITIES, AFTER, DETECTION, LISTENING, localeFields, localeTexts, MODEL, WIDGET } from "./fields";
import { CRITERIA, FACTS, KEYS, type ListSpec, MCP_SERVERS, type OptionSpec, TRANSFERS, VOICEMAIL } from "./lists";

type Schema = { $ref?: string; properties?: Record<string, Schema>; anyOf?: Schema[] };
const schemas = openapi.components.schemas as unknown as Record<string, Schema>;

function resolve(schema: Schema): Schema {
  if (schema.$ref) return resolve(schemas[schema.$ref.split("/").at(-1)!]!);
  return schema;
}

/** Paths of the settings, two levels deep: what is deeper belongs to one editor. */
function settings(): string[] {
  return Object.entries(schemas["AgentConfig"]!.properties!).flatMap(([name, own]) => {
    const inner = Object.keys(resolve(own).properties ?? {});
    return inner.length ? inner.map((below) => `${name}.${below}`) : [name];
  });
}

// Shown by a tab's own code, not by the data of fields.ts and lists.ts.
const BY_HAND = [
  "name", "system_prompt", "locales", "default_locale", "variables", "tool_ids", "knowledge_ids", "handoffs", "analysis.llm", "realtime", "widget.texts", "widget.consent",
  "llm.temperature", // the agent's own temperature is the one that is set
  "vad.model", // there is one
]; // prettier-ignore

test("no setting of an agent is without an editor", () => {
  const sections = [...MODEL, ...LISTENING, ...DETECTION, ...ABILITIES, ...AFTER, ...WIDGET];
  const shown = [
    ...sections.flatMap((section) => section.fields.map((field) => field.path)),
    ...[TRANSFERS, MCP_SERVERS, FACTS, CRITERIA, KEYS, VOICEMAIL].map((spec) => spec.path),
    ...BY_HAND,
  ];
  const covers = (path: string) => shown.some((at) => at === path || path.startsWith(`${at}.`) || at.startsWith(`${path}.`));
  expect(settings().filter((path) => !covers(path))).toEqual([]);
});

test("no setting of an entry of a list is without an editor", () => {
  const entries: [string, ListSpec | OptionSpec][] = [
    ["TransferDestination", TRANSFERS],
    ["McpServer", MCP_SERVERS],
    ["AnalysisField", FACTS],
    ["AnalysisCriterion", CRITERIA],
    ["CollectDtmf", KEYS],
    ["LeaveVoicemail", VOICEMAIL],
  ];
  for (const [schema, spec] of entries) {
    const shown = spec.fields.map(({ path }) => path);
    expect(Object.keys(schemas[schema]!.properties!).filter((name) => !shown.includes(name)), schema).toEqual([]);
  }
});

test("no setting of a language is without an editor", () => {
  const shown = [...localeFields("en"), ...localeTexts("en")].map((field) => field.path.replace("locales.en.", "").split(".")[0]);
  expect(Object.keys(schemas["LocaleConfig"]!.properties!).filter((name) => !shown.includes(name))).toEqual([]);
});
