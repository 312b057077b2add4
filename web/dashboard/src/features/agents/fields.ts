// The settings of each tab, as data. A field is shown when the agent that was loaded has it, so the
// editor follows the API; a new setting is one line here and one in fieldWords.ts.

import { COLORS } from "../widget/look";

export type Field =
  // `required`: an empty one stays "", for the server to complain about; else it is null.
  | { path: string; kind: "text"; required?: boolean; hint?: boolean }
  | { path: string; kind: "area"; required?: boolean; hint?: boolean }
  | { path: string; kind: "number"; min: number; max: number; step?: number; unit?: "ms" | "s"; optional?: boolean; hint?: boolean }
  | { path: string; kind: "slider"; min: number; max: number; step: number; hint?: boolean }
  | { path: string; kind: "switch"; hint?: boolean }
  | { path: string; kind: "select"; options: readonly string[]; orNull?: boolean; hint?: boolean }
  | { path: string; kind: "many"; options: readonly string[]; hint?: boolean }
  | { path: string; kind: "tags"; orNull?: boolean; hint?: boolean }
  | { path: string; kind: "color"; hint?: boolean }
  | { path: string; kind: "json"; hint?: boolean }
  | { path: string; kind: "background"; hint?: boolean }
  | { path: string; kind: "sound"; hint?: boolean }
  | { path: string; kind: "service"; of: "llm" | "stt" | "tts" | "realtime"; hint?: boolean };

export interface Section {
  title: string;
  fields: Field[];
}

const ms = (path: string, max: number, min = 0, step = 50): Field => ({ path, kind: "number", min, max, step, unit: "ms" });

export const MODEL: Section[] = [
  {
    title: "llm",
    fields: [
      { path: "llm", kind: "service", of: "llm" },
      { path: "temperature", kind: "slider", min: 0, max: 1, step: 0.05 },
      { path: "token_limit", kind: "number", min: 100, max: 10_000_000, step: 1000, optional: true, hint: true },
    ],
  },
];

export const REALTIME: Field[] = [{ path: "realtime.when_down", kind: "select", options: ["pipeline", "end"] }];

export const LISTENING: Section[] = [
  {
    title: "stt",
    fields: [
      { path: "stt", kind: "service", of: "stt" },
      { path: "stt.keyterms", kind: "tags" },
    ],
  },
  {
    title: "vad",
    fields: [
      { path: "vad.sensitivity", kind: "slider", min: 0, max: 1, step: 0.05, hint: true },
      ms("vad.min_speech_ms", 2000, 0, 10),
      ms("vad.min_silence_ms", 5000, 50),
      { path: "denoise", kind: "select", options: ["off", "noise", "noise_and_voices"] },
    ],
  },
  {
    title: "turn",
    fields: [
      { path: "turn.detector", kind: "select", options: ["auto", "vad", "stt", "model"] },
      ms("turn.min_delay_ms", 5000),
      ms("turn.max_delay_ms", 15_000),
      { path: "turn.preemptive", kind: "switch" },
    ],
  },
  {
    title: "interruption",
    fields: [
      { path: "interruption.enabled", kind: "switch" },
      ms("interruption.min_ms", 5000),
      { path: "interruption.min_words", kind: "number", min: 0, max: 20 },
      { path: "interruption.resume", kind: "switch" },
      { path: "interruption.ack_phrases", kind: "tags" },
      { path: "interruption.stop_phrases", kind: "tags" },
    ],
  },
  {
    title: "first_message",
    fields: [
      { path: "first_message_mode", kind: "select", options: ["agent", "agent_generated", "user"] },
      ms("first_message_delay_ms", 10_000),
      { path: "first_message_interruptible", kind: "switch" },
    ],
  },
  {
    title: "backchannel",
    fields: [
      { path: "backchannel.enabled", kind: "switch" },
      { path: "backchannel.frequency", kind: "slider", min: 0, max: 1, step: 0.05 },
      { path: "backchannel.words", kind: "tags" },
    ],
  },
  { title: "filler", fields: [ms("filler.after_ms", 10_000, 200), { path: "filler.texts", kind: "tags" }] },
  {
    title: "idle",
    fields: [
      ms("idle.after_ms", 300_000, 1000, 500),
      { path: "idle.max_count", kind: "number", min: 1, max: 20 },
      { path: "idle.messages", kind: "tags" },
    ],
  },
  {
    title: "end_call",
    fields: [
      { path: "end_call.tool", kind: "switch" },
      { path: "end_call.phrases", kind: "tags" },
      { path: "end_call.message", kind: "text" },
    ],
  },
  {
    title: "answering",
    fields: [
      { path: "answering.detect", kind: "switch", hint: true },
      { path: "answering.patience_s", kind: "number", min: 1, max: 10, unit: "s" },
      { path: "answering.machine", kind: "select", options: ["hang_up", "leave_message", "go_on"] },
      { path: "answering.message", kind: "area" },
      { path: "answering.ivr", kind: "select", options: ["hang_up", "go_on"] },
      { path: "answering.screener", kind: "select", options: ["hang_up", "answer"] },
      { path: "answering.introduction", kind: "area" },
    ],
  },
  {
    title: "limits",
    fields: [
      { path: "silence_timeout_s", kind: "number", min: 5, max: 3600, unit: "s" },
      { path: "max_duration_s", kind: "number", min: 10, max: 14_400, step: 60, unit: "s" },
    ],
  },
];

export const DETECTION: Section[] = [
  {
    title: "language_detection",
    fields: [
      { path: "language_detection.enabled", kind: "switch" },
      { path: "language_detection.tool", kind: "switch" },
      { path: "language_detection.min_words", kind: "number", min: 1, max: 20 },
    ],
  },
];

export function localeFields(locale: string): Field[] {
  const at = (name: string) => `locales.${locale}.${name}`;
  return [
    { path: at("first_message"), kind: "area" },
    { path: at("tts"), kind: "service", of: "tts" },
    { path: at("speed"), kind: "slider", min: 0.5, max: 2, step: 0.05 },
    { path: at("background_sound"), kind: "background" },
    { path: at("background_sound.volume"), kind: "slider", min: 0, max: 1, step: 0.05 },
  ];
}

/** What a language says instead of the agent's own words; empty: those. */
export function localeTexts(locale: string): Field[] {
  const tags = (name: string): Field => ({ path: `locales.${locale}.texts.${name}`, kind: "tags", orNull: true });
  return [
    tags("idle_messages"),
    { path: `locales.${locale}.texts.end_call_message`, kind: "text" },
    ...["end_call_phrases", "filler_texts", "backchannel_words", "ack_phrases", "stop_phrases"].map(tags),
  ];
}

export const ABILITIES: Section[] = [
  {
    title: "system_tools",
    fields: [
      { path: "system_tools.skip_turn", kind: "switch" },
      { path: "system_tools.send_dtmf", kind: "switch" },
    ],
  },
];

const REDACT = [
  "person_name", "address", "email", "phone_number", "date_of_birth", "ssn", "passport", "driver_license",
  "credit_card", "bank_account", "password", "pin", "medical_id", "customer_account_number",
] as const; // prettier-ignore

export const AFTER: Section[] = [
  {
    title: "analysis",
    fields: [
      { path: "analysis.summary.enabled", kind: "switch" },
      { path: "analysis.summary.prompt", kind: "area" },
      { path: "analysis.min_turns", kind: "number", min: 0, max: 100 },
    ],
  },
  {
    title: "privacy",
    fields: [
      { path: "privacy.store", kind: "select", options: ["everything", "without_pii", "metadata_only"] },
      { path: "privacy.retention_days", kind: "number", min: 1, max: 3650, optional: true },
      { path: "privacy.redact", kind: "many", options: REDACT },
    ],
  },
  {
    title: "artifacts",
    fields: [
      { path: "artifacts.recording", kind: "switch" },
      { path: "artifacts.tracks", kind: "switch" },
      { path: "artifacts.transcript", kind: "switch" },
    ],
  },
];

function colors(set: "colors" | "dark_colors"): Field[] {
  return COLORS.map((name) => ({ path: `widget.${set}.${name}`, kind: "color" }));
}

function px(name: string, min: number, max: number): Field {
  return { path: `widget.layout.${name}`, kind: "number", min, max, optional: true };
}

export const WIDGET: Section[] = [
  {
    title: "widget",
    fields: [
      { path: "widget.placement", kind: "select", options: ["bottom-right", "bottom-left", "top-right", "top-left", "inline"] },
      { path: "widget.theme", kind: "select", options: ["auto", "light", "dark"] },
      { path: "widget.mode", kind: "select", options: ["both", "voice", "text"] },
      { path: "widget.is_open", kind: "switch" },
      { path: "widget.allowed_origins", kind: "tags", hint: true },
    ],
  },
  { title: "widget.colors", fields: colors("colors") },
  { title: "widget.dark_colors", fields: colors("dark_colors") },
  {
    title: "widget.layout",
    fields: [
      px("radius_px", 0, 40),
      px("width_px", 240, 800),
      px("height_px", 240, 1200),
      px("offset_x_px", 0, 400),
      px("offset_y_px", 0, 400),
      px("z_index", 0, 2_147_483_647),
      { path: "widget.layout.font", kind: "text" },
    ],
  },
];
