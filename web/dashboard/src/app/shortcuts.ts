// Keys and sequences of keys ("g a"), ignored while somebody types.

import { useEffect, useRef } from "react";

const SEQUENCE_MS = 1200;
const TYPING = "input, textarea, select, [contenteditable=true], [role=dialog]";

export function useShortcuts(deeds: Record<string, () => void>): void {
  const latest = useRef(deeds);
  latest.current = deeds;
  useEffect(() => {
    let first: string | null = null;
    let timer = 0;
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as Element | null;
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        latest.current["/"]?.();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || target?.closest(TYPING)) return;
      // By position, so that "g a" works on a Russian keyboard too.
      const key = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
      const deed = latest.current[first ? `${first} ${key}` : key] ?? latest.current[key];
      clearTimeout(timer);
      first = deed ? null : key;
      timer = window.setTimeout(() => (first = null), SEQUENCE_MS);
      if (!deed) return;
      event.preventDefault();
      deed();
    };
    window.addEventListener("keydown", onKey);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", onKey);
    };
  }, []);
}
