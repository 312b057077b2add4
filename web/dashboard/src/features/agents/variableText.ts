// A variable's value as it is typed. What is not of the type goes as text, so the API names the mistake.

import type { Variable } from "./model";

export const TYPES = ["string", "number", "integer", "boolean"] as const;
export type Value = string | number | boolean | null;

export function toText(value: Value): string {
  return value === null ? "" : String(value);
}

export function fromText(text: string, type: Variable["type"]): Value {
  if (text === "") return null;
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : text;
  if (type === "string") return text;
  // "1." and "1e" are on the way to a number.
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
