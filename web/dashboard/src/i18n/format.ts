// Times, lengths and numbers in the reader's language.

import { useMemo } from "react";
import { useLanguage } from "./language";
import type { Language } from "./words";

export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(m).padStart(h ? 2 : 1, "0")}:${String(s).padStart(2, "0")}`;
  return h ? `${h}:${tail}` : tail;
}

export function formats(language: Language) {
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const money = new Intl.NumberFormat(language, { style: "currency", currency: "USD", maximumFractionDigits: 6 });
  return {
    moment: (iso: string) => moment.format(new Date(iso)),
    exact: (iso: string) => exact.format(new Date(iso)),
    number: (value: number) => number.format(value),
    /** Amounts come as decimal strings. */
    usd: (amount: string) => money.format(Number(amount)),
    ms: (value: number) => `${number.format(Math.round(value))} ${language === "ru" ? "мс" : "ms"}`,
    ago: (iso: string, now = Date.now()) => {
      const seconds = (Date.parse(iso) - now) / 1000;
      const size = Math.abs(seconds);
      if (size < 60) return relative.format(Math.round(seconds), "second");
      if (size < 3600) return relative.format(Math.round(seconds / 60), "minute");
      if (size < 86_400) return relative.format(Math.round(seconds / 3600), "hour");
      return relative.format(Math.round(seconds / 86_400), "day");
    },
  };
}

export function useFormats() {
  const language = useLanguage();
  return useMemo(() => formats(language), [language]);
}
