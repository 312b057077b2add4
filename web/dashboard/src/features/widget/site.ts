// What a page needs to show an agent, as far as it can be told from here.

import type { Config } from "../agents/model";

export type Verdict = "good" | "bad" | "unsaved";

export interface Check {
  name: "address" | "secure" | "published" | "allowed";
  verdict: Verdict;
}

interface Known {
  isPublished: boolean;
  /** Of the version that the public has; null while it is not loaded or there is none. */
  published: Config["widget"] | null;
  draft: Config["widget"];
}

const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The origin of whatever address of the page was pasted. */
export function originOf(address: string): string | null {
  const text = address.trim();
  if (!text) return null;
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
    return url.protocol === "http:" || url.protocol === "https:" ? url.origin : null;
  } catch {
    return null;
  }
}

const allows = (widget: Config["widget"], origin: string) =>
  widget.allowed_origins.length === 0 || widget.allowed_origins.includes(origin);

export function checkSite(address: string, { isPublished, published, draft }: Known): Check[] {
  const origin = originOf(address);
  if (!origin) return [{ name: "address", verdict: "bad" }];
  const { protocol, hostname } = new URL(origin);
  const isAllowed = published !== null && allows(published, origin);
  const verdict = (good: boolean): Verdict => (good ? "good" : "bad");
  return [
    { name: "published", verdict: verdict(isPublished) },
    { name: "allowed", verdict: isAllowed ? "good" : allows(draft, origin) ? "unsaved" : "bad" },
    { name: "secure", verdict: verdict(protocol === "https:" || LOCAL.has(hostname)) },
  ];
}

/** What a strict Content-Security-Policy of the page must allow. */
export function policyFor(speaknode: string, livekitUrl: string): string {
  const media = new URL(livekitUrl.replace(/^ws/, "http"));
  const socket = media.origin.replace(/^http/, "ws");
  const connect = [...new Set([speaknode, socket, media.origin])].join(" ");
  return [`script-src ${speaknode}`, `connect-src ${connect}`, "media-src blob: mediastream:"].join("; ");
}
