// Several things sent one after another; what fails says why and can be tried again, the rest goes on.

import { useState } from "react";
import { ApiError } from "../api/problem";
import { useT } from "../i18n/language";
import type { Progress } from "./upload";
import { kitWords } from "./words";

export interface Sent<S> {
  source: S;
  state: "waiting" | "sending" | "done" | "failed";
  share: number;
  error?: string;
}

export function useSending<S>(send: (source: S, onProgress: Progress) => Promise<unknown>) {
  const t = useT(kitWords);
  const [rows, setRows] = useState<Sent<S>[]>([]);
  const put = (source: S, part: Partial<Sent<S>>) =>
    setRows((old) => old.map((row) => (row.source === source ? { ...row, ...part } : row)));

  /** Whether all came through. */
  const start = async (sources: S[]): Promise<boolean> => {
    setRows(sources.map((source) => ({ source, state: "waiting", share: 0 })));
    let isWhole = true;
    for (const source of sources) {
      put(source, { state: "sending" });
      try {
        await send(source, (share) => put(source, { share }));
        put(source, { state: "done", share: 1 });
      } catch (error) {
        isWhole = false;
        put(source, { state: "failed", error: error instanceof ApiError && error.isOffline ? t("offline") : told(error) });
      }
    }
    return isWhole;
  };
  return { rows, start, isBusy: rows.some(({ state }) => state === "waiting" || state === "sending") };
}

/** What the API says is wrong, its fields' errors first. */
function told(error: unknown): string {
  if (error instanceof ApiError && error.errors.length) return error.errors.map(({ message }) => message).join("; ");
  return error instanceof Error ? error.message : String(error);
}
