// What a blank agent begins with, in its own language.

import type { Schemas } from "@speaknode/api";

const TEXTS: Record<string, { prompt: string; hello: string }> = {
  en: {
    prompt: "You are a polite voice assistant. Answer in one or two short sentences.",
    hello: "Hello! How can I help you?",
  },
  ru: {
    prompt: "Вы вежливый голосовой помощник. Отвечайте одним-двумя короткими предложениями.",
    hello: "Здравствуйте! Чем могу помочь?",
  },
};

export function starter(name: string, locale: string): Schemas["AgentCreate"] {
  const texts = TEXTS[locale] ?? TEXTS["en"];
  return {
    name,
    system_prompt: texts?.prompt ?? "",
    default_locale: locale,
    locales: { [locale]: { first_message: texts?.hello ?? null } },
  } as unknown as Schemas["AgentCreate"];
}
