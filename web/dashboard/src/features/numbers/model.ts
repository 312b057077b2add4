// A number as values of a form, shaped as the API takes it, so that errors find their fields.

import type { Schemas } from "@speaknode/api";
import type { JsonObject } from "../../kit/JsonField";
import type { PhoneNumber } from "./queries";

export interface Values extends Record<string, unknown> {
  telephony_account_id: string;
  number: string;
  carrier_ref: string | null;
  buy: boolean;
  agent_id: string | null;
  agent_version: number | null;
  external_agent_id: string | null;
  fallback_destination: { number: string };
  settings: { locale: string | null; variables: JsonObject | string; ring_timeout_s: number; max_duration_s: number };
}

export const BLANK: Values = {
  telephony_account_id: "",
  number: "",
  carrier_ref: null,
  buy: false,
  agent_id: null,
  agent_version: null,
  external_agent_id: null,
  fallback_destination: { number: "" },
  settings: { locale: null, variables: {}, ring_timeout_s: 30, max_duration_s: 3600 },
};

export function valuesOf(number: PhoneNumber): Values {
  const { telephony_account_id, carrier_ref, agent_id, agent_version, external_agent_id, settings } = number;
  const fallback_destination = { number: number.fallback_destination?.number ?? "" };
  return { telephony_account_id, number: number.number, carrier_ref, buy: false, agent_id, agent_version, external_agent_id, fallback_destination, settings };
}

/** What may change of a number that is bound. */
export function updateOf(values: Values): Schemas["PhoneNumberUpdate"] {
  const { agent_id, agent_version, external_agent_id, fallback_destination, settings } = values;
  return {
    agent_id,
    agent_version: agent_id ? agent_version : null,
    external_agent_id,
    fallback_destination: fallback_destination.number.trim() ? fallback_destination : null,
    settings: settings as Schemas["NumberSettingsInput"],
  };
}

export function createOf(values: Values): Schemas["PhoneNumberCreate"] {
  const { telephony_account_id, number, carrier_ref, buy } = values;
  return { telephony_account_id, number, carrier_ref, buy, ...updateOf(values) };
}
