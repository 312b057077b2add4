// The chosen language: remembered, and told to whoever shows words.

import { useCallback, useSyncExternalStore } from "react";
import { type Entry, LANGUAGES, type Language, type Translate, translate } from "./words";

const KEY = "speaknode.language";
const listeners = new Set<() => void>();
let current: Language = initial();

function initial(): Language {
  const wanted = localStorage.getItem(KEY) ?? navigator.language.slice(0, 2);
  return LANGUAGES.find((language) => language === wanted) ?? "en";
}

export function language(): Language {
  return current;
}

export function setLanguage(next: Language): void {
  current = next;
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, language);
}

export function useT<K extends string>(entries: Record<K, Entry>): Translate<K> {
  const chosen = useLanguage();
  return useCallback((key, params) => translate(entries[key], chosen, params), [entries, chosen]);
}
