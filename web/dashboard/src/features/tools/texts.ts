// What a tool says around its call: its own words, and those of languages, which leave out what they do not change.

import type { Schemas } from "@speaknode/api";

export type Texts = Schemas["ToolTextsInput"];
export type Locales = Record<string, Texts>;
export type Progress = Schemas["ProgressSpeech"];

export const OFFERED = ["en", "ru", "de", "fr", "es", "it", "pt", "pl", "tr", "uk", "kk", "zh", "ja", "ko", "ar", "hi"];
const NOTHING: Texts = { pre_speech: null, progress_speech: null, on_error_speech: null };
const STEP_MS = 3000;

export function withLanguage(locales: Locales, language: string): Locales {
  return { ...locales, [language]: { ...NOTHING } };
}

export function withoutLanguage(locales: Locales, language: string): Locales {
  const { [language]: _gone, ...rest } = locales;
  return rest;
}

/** A text that was emptied is left out: the tool's own is said instead. */
export function textOf(typed: string): string | null {
  return typed === "" ? null : typed;
}

/** One more, some seconds after the last. */
export function withStep(steps: readonly Progress[]): Progress[] {
  const last = steps.reduce((latest, step) => Math.max(latest, step.after_ms), 0);
  return [...steps, { after_ms: last + STEP_MS, text: "" }];
}
