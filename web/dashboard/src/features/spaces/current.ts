// The space that is worked in: sent as Speaknode-Space with every request.

import { useSyncExternalStore } from "react";

const KEY = "speaknode.space";
const listeners = new Set<() => void>();

export function spaceId(): string | null {
  return localStorage.getItem(KEY);
}

export function chooseSpace(id: string | null): void {
  if (id) localStorage.setItem(KEY, id);
  else localStorage.removeItem(KEY);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSpaceId(): string | null {
  return useSyncExternalStore(subscribe, spaceId);
}
