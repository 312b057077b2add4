// What the widget keeps in the visitor's browser: consent, and a conversation to come back to.
// Storage may be forbidden: then nothing is remembered, and nothing breaks.

import type { Message } from "@speaknode/voice";
import type { StartMode } from "./config";

export interface Consent {
  version: string;
  accepted_at: string;
}

export interface Left {
  id: string;
  token: string;
  mode: StartMode;
  messages: Message[];
  left_at: number;
}

const RETURN_WITHIN_MS = 60_000;
const KEPT_MESSAGES = 50;

export function consentGiven(agentId: string, version: string): Consent | null {
  return read<Consent>(() => localStorage, consentKey(agentId, version));
}

export function rememberConsent(agentId: string, consent: Consent): void {
  write(() => localStorage, consentKey(agentId, consent.version), consent);
}

export function leave(agentId: string, left: Omit<Left, "left_at">): void {
  const messages = left.messages.filter((message) => message.final).slice(-KEPT_MESSAGES);
  write(() => sessionStorage, leftKey(agentId), { ...left, messages, left_at: Date.now() });
}

/** The conversation that this tab left less than a minute ago. */
export function takeLeft(agentId: string): Left | null {
  const left = read<Left>(() => sessionStorage, leftKey(agentId));
  write(() => sessionStorage, leftKey(agentId), null);
  return left && Date.now() - left.left_at < RETURN_WITHIN_MS ? left : null;
}

const consentKey = (agentId: string, version: string) => `speaknode-consent-${agentId}-${version}`;
const leftKey = (agentId: string) => `speaknode-return-${agentId}`;

function read<Value>(storage: () => Storage, key: string): Value | null {
  try {
    return JSON.parse(storage().getItem(key) ?? "null") as Value | null;
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, JSON.stringify(value));
  } catch {
    // Forbidden or full: see above.
  }
}
