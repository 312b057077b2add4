// An account as values of a form: settings that are not set are null, so that errors find their fields.

import { settingsOf } from "../catalogue/schema";
import type { JsonObject } from "../../kit/JsonField";
import type { Account, Carrier } from "./queries";

export interface Values extends Record<string, unknown> {
  carrier: string;
  name: string;
  settings: JsonObject;
  calls_per_second: number;
}

export function blank(carrier: Carrier | undefined): JsonObject {
  const settings = carrier ? settingsOf(carrier.settings_schema) : [];
  return Object.fromEntries(settings.map(({ name }) => [name, null]));
}

export function valuesOf(account: Account, carrier: Carrier | undefined): Values {
  const { name, calls_per_second } = account;
  return { carrier: account.carrier, name, settings: { ...blank(carrier), ...account.settings }, calls_per_second };
}

/** What is set. */
export function given(settings: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined));
}
