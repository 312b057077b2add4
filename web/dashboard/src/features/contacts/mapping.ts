// Which column is what, as the form holds it: every variable of the agent, with "" where it has no column.

import type { Mapping, Preview } from "./queries";

export interface Values extends Record<string, unknown> {
  phone: string;
  zone: string | null;
  variables: Record<string, string>;
  default_country: string;
  trust_zones: boolean;
}

export function suggested({ suggestion }: Preview, variables: string[]): Values {
  return {
    phone: suggestion.phone ?? "",
    zone: suggestion.zone,
    variables: Object.fromEntries(variables.map((name) => [name, suggestion.variables[name] ?? ""])),
    default_country: "",
    trust_zones: false,
  };
}

export function mappingOf({ variables, default_country, ...rest }: Values): Mapping {
  return {
    ...rest,
    variables: Object.fromEntries(Object.entries(variables).filter(([, column]) => column)),
    default_country: default_country.trim().toUpperCase() || null,
  };
}
