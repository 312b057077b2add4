// The agent as the editor sees it: its configuration apart from its state.

import type { Schemas } from "@speaknode/api";
import { same } from "../../kit/diff";

export type Agent = Schemas["Agent"];
export type AgentVersion = Schemas["AgentVersion"];
export type Variable = Schemas["Variable"];

const STATE = [
  "id",
  "space_id",
  "created_at",
  "updated_at",
  "revision",
  "latest_version",
  "published_version",
  "is_published",
  "split",
  "labels",
] as const;

export type Config = Omit<Agent, (typeof STATE)[number]>;

export function configOf(agent: Agent): Config {
  const state: readonly string[] = STATE;
  return Object.fromEntries(Object.entries(agent).filter(([name]) => !state.includes(name))) as Config;
}

/** The fields that differ, to be sent as a PATCH: a field of another person is not touched by ours. */
export function changed(from: Config, to: Config): Partial<Config> {
  const before = from as Record<string, unknown>;
  return Object.fromEntries(Object.entries(to).filter(([name, value]) => !same(before[name], value))) as Partial<Config>;
}

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Names used in a text as {{name}}, each once. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ""))].filter(Boolean);
}

/** Names that the agent's texts use and nothing defines. `system.…` is always there. */
export function undefinedNames(config: Config): string[] {
  const defined = new Set(config.variables.map((variable) => variable.name));
  const texts = [config.system_prompt, ...Object.values(config.locales).map((locale) => locale.first_message ?? "")];
  return [...new Set(texts.flatMap(placeholders))].filter((name) => !defined.has(name) && !name.startsWith("system."));
}

/** Which tab of the editor shows a field. */
export function tabOf(path: string): string {
  const [first = ""] = path.split(".");
  if (["locales", "default_locale", "language_detection"].includes(first)) return "languages";
  if (["tool_ids", "system_tools", "mcp_servers", "knowledge_ids"].includes(first)) return "tools";
  if (first === "variables") return "variables";
  if (first === "handoffs") return "switching";
  if (first === "widget") return "widget";
  if (["analysis", "privacy", "artifacts"].includes(first)) return "after";
  return LISTENING.has(first) ? "listening" : "general";
}

const LISTENING = new Set([
  "stt",
  "vad",
  "denoise",
  "turn",
  "interruption",
  "backchannel",
  "filler",
  "idle",
  "first_message_mode",
  "first_message_interruptible",
  "first_message_delay_ms",
  "silence_timeout_s",
  "max_duration_s",
  "end_call",
  "answering",
]);
