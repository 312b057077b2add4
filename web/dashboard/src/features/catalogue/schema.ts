// A provider's JSON schema as a list of controls. What no control can show is edited as JSON.

import { get } from "../../kit/diff";

type Schema = Record<string, unknown>;

export interface Setting {
  name: string;
  label: string;
  description: string | undefined;
  fallback: string | undefined;
  isRequired: boolean;
  control:
    | { kind: "text" }
    | { kind: "secret" }
    | { kind: "choice"; options: string[] }
    | { kind: "number"; min?: number; max?: number; isWhole: boolean }
    | { kind: "switch" }
    | { kind: "tags" }
    | { kind: "json" };
}

export function settingsOf(schema: Schema): Setting[] {
  const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
  return Object.entries(properties).map(([name, own]) => {
    const inner = resolve(own, schema);
    return {
      name,
      label: String(own["title"] ?? inner["title"] ?? name),
      description: (own["description"] ?? inner["description"]) as string | undefined,
      fallback: shown(own["default"]),
      isRequired: ((schema["required"] ?? []) as string[]).includes(name),
      control: controlOf(inner),
    };
  });
}

/** Whether there are no other settings than those it names. */
export const isClosed = (schema: Schema): boolean => schema["additionalProperties"] === false;

/** The schema that is meant: references followed, "or null" taken off. */
function resolve(schema: Schema, whole: Schema): Schema {
  const ref = schema["$ref"];
  if (typeof ref === "string") return resolve((get(whole, ref.replace(/^#\//, "").replaceAll("/", ".")) ?? {}) as Schema, whole);
  const choices = (schema["anyOf"] as Schema[] | undefined)?.filter((choice) => choice["type"] !== "null");
  return choices?.length === 1 ? resolve(choices[0]!, whole) : schema;
}

function controlOf(schema: Schema): Setting["control"] {
  const options = (schema["enum"] ?? (schema["const"] === undefined ? undefined : [schema["const"]])) as unknown[] | undefined;
  if (options?.every((option) => typeof option === "string")) return { kind: "choice", options: options as string[] };
  switch (schema["type"]) {
    case "string":
      return { kind: schema["writeOnly"] ? "secret" : "text" };
    case "boolean":
      return { kind: "switch" };
    case "integer":
    case "number":
      return { kind: "number", isWhole: schema["type"] === "integer", ...limits(schema) };
    case "array":
      return (schema["items"] as Schema | undefined)?.["type"] === "string" ? { kind: "tags" } : { kind: "json" };
    default:
      return { kind: "json" };
  }
}

function limits(schema: Schema): { min?: number; max?: number } {
  const [min, max] = [schema["minimum"], schema["maximum"]];
  return { ...(typeof min === "number" ? { min } : {}), ...(typeof max === "number" ? { max } : {}) };
}

function shown(value: unknown): string | undefined {
  return value === null || value === undefined || typeof value === "object" ? undefined : String(value);
}
