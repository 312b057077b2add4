// A campaign as a form edits it: the API's input, with every default written out.

import type { Campaign, CampaignInput } from "./queries";

export type Values = Campaign["settings"];
export type Window = Values["windows"][number];
export type Day = Window["days"][number];

export const DAYS: readonly Day[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export const OUTCOMES_AGAIN = ["busy", "no_answer", "failed", "voicemail"] as const;

export const BREAKER = { failure_ratio: 0.5, min_calls: 10, window_s: 120 };
export const ABANDONMENT = { ratio: 0.03, min_calls: 50 };
export const WINDOW: Window = { days: ["mon", "tue", "wed", "thu", "fri"], start: "09:00", end: "18:00" };

export const BLANK: Values = {
  name: "",
  agent_id: "",
  agent_version: null,
  phone_number_ids: [],
  variables: {},
  windows: [WINDOW],
  zone_mode: "contact",
  zone: null,
  concurrency: 10,
  cps: 1,
  max_attempts: 3,
  retries: {
    busy: { delay_s: 300, max_attempts: 3 },
    no_answer: { delay_s: 1800, max_attempts: 3 },
    failed: { delay_s: 300, max_attempts: 3 },
    voicemail: { delay_s: 3600, max_attempts: 1 },
  },
  voicemail: null,
  abandonment: null,
  consent_variable: null,
  breaker: BREAKER,
  predial_url: null,
  start_at: null,
};

/** Fields of time show hours and minutes. */
export function valuesOf({ settings }: Campaign): Values {
  const windows = settings.windows.map((window) => ({ ...window, start: window.start.slice(0, 5), end: window.end.slice(0, 5) }));
  return { ...settings, windows };
}

/** A variable that is mapped to nothing keeps its own name. */
export function inputOf(values: Values): CampaignInput {
  const variables = Object.fromEntries(Object.entries(values.variables).filter(([, from]) => from.trim()));
  return { ...values, variables, zone: values.zone_mode === "campaign" ? values.zone : null };
}

/** A moment as a field of day and time has it, by the reader's clock. */
export function localOf(iso: string | null): string {
  if (!iso) return "";
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export function momentOf(local: string): string | null {
  return local ? new Date(local).toISOString() : null;
}
