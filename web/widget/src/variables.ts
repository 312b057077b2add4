// Variables of the conversation: those that the agent declares, read off the page's address.

import type { PublicAgent, Variables } from "./config";

const MAX_COUNT = 50;
const MAX_CHARACTERS = 2_000;
const MAX_TOTAL = 8_192;

/** What is not declared, of another type, or too much is left out: anybody can write an address. */
export function variablesOfUrl(search: string, declared: PublicAgent["variables"]): Variables {
  const query = new URLSearchParams(search);
  const found: Variables = {};
  let total = 0;
  for (const { name, type } of declared.slice(0, MAX_COUNT)) {
    const raw = query.get(name);
    if (raw === null || name.startsWith("utm_") || raw.length > MAX_CHARACTERS) continue;
    const value = typed(raw, type);
    total += name.length + raw.length;
    if (value === undefined || total > MAX_TOTAL) continue;
    found[name] = value;
  }
  return found;
}

function typed(raw: string, type: string): string | number | boolean | undefined {
  if (type === "string") return raw;
  if (type === "boolean") return { true: true, "1": true, false: false, "0": false }[raw.toLowerCase()];
  const number = raw.trim() === "" ? Number.NaN : Number(raw);
  if (!Number.isFinite(number) || (type === "integer" && !Number.isInteger(number))) return undefined;
  return number;
}
