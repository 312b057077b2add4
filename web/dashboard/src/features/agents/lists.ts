// Lists and optional groups of the agent, as data: what an entry is made of, and an empty one.

import type { Field } from "./fields";

export interface ListSpec {
  path: string;
  max: number;
  blank: Record<string, unknown>;
  /** Paths are below the entry. */
  fields: Field[];
}

export const TRANSFERS: ListSpec = {
  path: "system_tools.transfer_call",
  max: 20,
  blank: {
    name: "", description: "", destination: "", mode: "cold", briefing: null, message: null,
    hold_sound: null, digits: null, ring_timeout_s: 30, on_fail: null,
  }, // prettier-ignore
  fields: [
    { path: "name", kind: "text", required: true },
    { path: "destination", kind: "text", required: true },
    { path: "mode", kind: "select", options: ["cold", "warm"] },
    { path: "ring_timeout_s", kind: "number", min: 5, max: 120, unit: "s" },
    { path: "description", kind: "area", required: true },
    { path: "message", kind: "text" },
    { path: "on_fail", kind: "text" },
    { path: "digits", kind: "text" },
    { path: "hold_sound", kind: "sound" },
    { path: "briefing", kind: "area" },
  ],
};

export const MCP_SERVERS: ListSpec = {
  path: "mcp_servers",
  max: 10,
  blank: { name: "", url: "", transport: "streamable_http", headers: {}, secret_ref: null, allowed_tools: null, timeout_ms: 10_000 },
  fields: [
    { path: "name", kind: "text", required: true },
    { path: "url", kind: "text", required: true },
    { path: "transport", kind: "select", options: ["streamable_http", "sse"] },
    { path: "timeout_ms", kind: "number", min: 100, max: 60_000, step: 500, unit: "ms" },
    { path: "secret_ref", kind: "text" },
    { path: "allowed_tools", kind: "tags", orNull: true },
    { path: "headers", kind: "json" },
  ],
};

export const FACTS: ListSpec = {
  path: "analysis.fields",
  max: 50,
  blank: { name: "", type: "string", description: "", enum: null },
  fields: [
    { path: "name", kind: "text", required: true },
    { path: "type", kind: "select", options: ["string", "number", "integer", "boolean"] },
    { path: "description", kind: "area", required: true },
    { path: "enum", kind: "tags", orNull: true },
  ],
};

export const CRITERIA: ListSpec = {
  path: "analysis.criteria",
  max: 50,
  blank: { name: "", description: "" },
  fields: [
    { path: "name", kind: "text", required: true },
    { path: "description", kind: "area", required: true },
  ],
};

export interface OptionSpec {
  path: string;
  blank: Record<string, unknown>;
  fields: Field[];
}

export const KEYS: OptionSpec = {
  path: "system_tools.collect_dtmf",
  blank: { max_digits: 16, terminator: "#", timeout_ms: 5000 },
  fields: [
    { path: "max_digits", kind: "number", min: 1, max: 64 },
    { path: "terminator", kind: "select", options: ["#", "*"], orNull: true },
    { path: "timeout_ms", kind: "number", min: 500, max: 60_000, step: 500, unit: "ms" },
  ],
};

export const VOICEMAIL: OptionSpec = {
  path: "system_tools.leave_voicemail",
  blank: { message: "" },
  fields: [{ path: "message", kind: "area", required: true }],
};

/** A field of a list's entry under its whole path. */
export function under(path: string, fields: Field[]): Field[] {
  return fields.map((field) => ({ ...field, path: `${path}.${field.path}` }));
}
