// Every word of the widget; the agent's own texts of a locale win over ours.

import { languageOf, type PublicAgent } from "../config";
import { EN, type Words } from "./en";
import { RU } from "./ru";

export type { Words } from "./en";

export function wordsFor(agent: PublicAgent | null, locale: string): Words {
  const words = languageOf(locale) === "ru" ? RU : EN;
  if (!agent) return words;
  const own = agent.widget.texts[locale];
  const consent = agent.widget.consent?.text[locale];
  const given = {
    title: own?.title ?? (agent.name || null),
    subtitle: own?.subtitle,
    launcher: own?.launcher,
    startVoice: own?.start_voice,
    startText: own?.start_text,
    startTextOnly: own?.start_text,
    placeholder: own?.placeholder,
    agent: agent.name || null,
    consent: consent ?? ownConsent(words, agent),
  };
  const chosen = Object.entries(given).filter(([, text]) => text);
  return { ...words, ...(Object.fromEntries(chosen) as Partial<Words>) };
}

/** What is kept decides what is asked. */
function ownConsent(words: Words, agent: PublicAgent): string {
  if (agent.is_recorded) return words.consent;
  return agent.is_transcribed ? words.consentUnrecorded : words.consentNothingKept;
}

/** In words why it failed, for the visitor. */
export function reasonIn(words: Words, code: string, detail?: string): string {
  const table = words as unknown as Record<string, string>;
  if (detail && table[detail]) return table[detail];
  if (code === "refused") return words.unavailable;
  return table[code] ?? words.error;
}
