// An account as values of a form: settings that are not set are null, so that errors find their fields.

import { settingsOf } from "../catalogue/schema";
import type { JsonObject } from "../../kit/JsonField";
import type { Account, Carrier } from "./queries";

export interface Values extends Record<string, unknown> {
  carrier: string;
  name: string;
  settings: JsonObject;
  calls_per_second: number;
  prices: Account["prices"];
}

export function blank(carrier: Carrier | undefined): JsonObject {
  const settings = carrier ? settingsOf(carrier.settings_schema) : [];
  return Object.fromEntries(settings.map(({ name }) => [name, null]));
}

export function valuesOf(account: Account, carrier: Carrier | undefined): Values {
  const { name, calls_per_second, prices } = account;
  return { carrier: account.carrier, name, settings: { ...blank(carrier), ...account.settings }, calls_per_second, prices };
}

export const UNPRICED: Account["prices"] = { inbound_minute_usd: null, outbound_minute_usd: null };

/** An emptied price is none; zero is one. */
export function priced({ inbound_minute_usd, outbound_minute_usd }: Account["prices"]): Account["prices"] {
  return { inbound_minute_usd: orNull(inbound_minute_usd), outbound_minute_usd: orNull(outbound_minute_usd) };
}

const orNull = (price: string | null) => (price === "" ? null : price);

/** What is set. */
export function given(settings: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined));
}
