// Sample arguments that fit a tool's schemas, to begin a trial with.

import type { ToolInput } from "./queries";

type Schema = Record<string, unknown>;
const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);
const PARTS = ["parameters", "path_parameters", "query_parameters", "header_parameters", "body_parameters"] as const;

/** Of all parts of the request: the LLM fills them in together. */
export function sampleOf(tool: ToolInput): Record<string, unknown> {
  return Object.assign({}, ...PARTS.map((part) => sample(tool[part]) ?? {}));
}

function sample(schema: unknown): unknown {
  if (!isObject(schema)) return null;
  const examples = schema["examples"];
  const given = schema["default"] ?? schema["example"] ?? (Array.isArray(examples) ? examples[0] : null) ?? (Array.isArray(schema["enum"]) ? schema["enum"][0] : null);
  if (given !== null && given !== undefined) return given;
  if (isObject(schema["properties"])) return Object.fromEntries(Object.entries(schema["properties"]).map(([name, each]) => [name, sample(each)]));
  const kind = Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"];
  if (kind === "string") return "";
  if (kind === "integer" || kind === "number") return 0;
  if (kind === "boolean") return false;
  if (kind === "array") return [];
  return kind === "object" ? {} : null;
}
