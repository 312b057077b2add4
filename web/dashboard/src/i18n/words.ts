// Words of the screens: each key holds English and Russian side by side, so neither can be forgotten.

export const LANGUAGES = ["en", "ru"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Entry = readonly [en: string, ru: string];
export type Params = Readonly<Record<string, string | number>>;
export type Translate<K extends string> = (key: K, params?: Params) => string;

/** Declares the words of one feature. Forms of a count are parted by `|`: "{n} turn|{n} turns". */
export function words<K extends string>(entries: Record<K, Entry>): Record<K, Entry> {
  return entries;
}

// Which `|` part a plural category takes; Russian has three, English two.
const FORMS: Record<Language, readonly Intl.LDMLPluralRule[]> = {
  en: ["one", "other"],
  ru: ["one", "few", "many"],
};

function plural(text: string, language: Language, count: number): string {
  const forms = text.split("|");
  const category = new Intl.PluralRules(language).select(count);
  return forms[FORMS[language].indexOf(category)] ?? forms.at(-1) ?? text;
}

export function translate(entry: Entry, language: Language, params: Params = {}): string {
  let text = entry[LANGUAGES.indexOf(language)] ?? entry[0];
  if (typeof params["n"] === "number" && text.includes("|")) text = plural(text, language, params["n"]);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
  });
}
