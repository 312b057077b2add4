// What the widget knows of its agent: the public configuration, or what the page gives instead.

import type { Schemas } from "@speaknode/api";

export type PublicAgent = Schemas["WidgetAgent"];
export type WidgetSettings = PublicAgent["widget"];
export type Variables = Record<string, string | number | boolean | null>;
export type Language = "en" | "ru";
export type StartMode = "voice" | "text";

/** `.config`: any part of the public configuration; the rest has these values. */
export type PageConfig = Partial<Omit<PublicAgent, "widget">> & { widget?: Partial<WidgetSettings> };

const NONE: WidgetSettings = {
  placement: "bottom-right",
  theme: "auto",
  mode: "both",
  is_open: false,
  colors: {},
  dark_colors: {},
  layout: {},
  texts: {},
  consent: null,
} as WidgetSettings;

export function complete(given: PageConfig, agentId: string): PublicAgent {
  return {
    id: agentId,
    name: "",
    version: 0,
    default_locale: navigator.language.slice(0, 2),
    locales: [],
    variables: [],
    livekit_url: "",
    is_recorded: true,
    is_transcribed: true,
    ...given,
    widget: { ...NONE, ...given.widget },
  };
}

/** The agent's locale for a wish such as "ru-RU": exact, else the same language, else its default. */
export function localeOf(agent: PublicAgent, wish: string | null): string {
  if (!wish) return agent.default_locale;
  const language = (tag: string) => tag.toLowerCase().split("-")[0];
  return (
    agent.locales.find((locale) => locale.toLowerCase() === wish.toLowerCase()) ??
    agent.locales.find((locale) => language(locale) === language(wish)) ??
    (agent.locales.length ? agent.default_locale : wish)
  );
}

export function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith("ru") ? "ru" : "en";
}
