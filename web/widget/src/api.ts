// The public API. A refusal is a VoiceError that carries the platform's own code.

import type { Schemas } from "@speaknode/api";
import { VoiceError, type Connection } from "@speaknode/voice";
import type { PublicAgent } from "./config";

export type SessionRequest = Schemas["PublicSessionCreate"];

export class PublicApi {
  readonly #agent: string;

  constructor(server: string, agentId: string) {
    this.#agent = `${server.replace(/\/+$/, "")}/v1/public/agents/${encodeURIComponent(agentId)}`;
  }

  agent(): Promise<PublicAgent> {
    return ask(this.#agent);
  }

  start(request: Partial<SessionRequest>): Promise<Connection> {
    return ask(`${this.#agent}/sessions`, request);
  }

  comeBack(sessionId: string, token: string): Promise<Connection> {
    return ask(`${this.#agent}/sessions/${encodeURIComponent(sessionId)}/return`, { token });
  }
}

async function ask<Answer>(url: string, body?: object): Promise<Answer> {
  const request: RequestInit = body
    ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }
    : {};
  const response = await fetch(url, { ...request, credentials: "omit" }).catch((error: unknown) => {
    throw new VoiceError("unreachable", String(error));
  });
  const answer = (await response.json().catch(() => ({}))) as Answer & { detail?: string; code?: string };
  if (!response.ok) {
    const code = response.status < 500 ? "refused" : "unreachable";
    throw new VoiceError(code, answer.detail ?? `HTTP ${response.status}`, answer.code);
  }
  return answer;
}
