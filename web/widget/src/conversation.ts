// The conversation behind the element: what is asked first, what runs, what the page is told.

import {
  openMicrophone,
  VoiceError,
  VoiceSession,
  type Connection,
  type Message,
  type MicrophonePermission,
  type OpenRoom,
  type SessionState,
} from "@speaknode/voice";
import type { PublicApi } from "./api";
import type { PublicAgent, StartMode, Variables } from "./config";
import { consentGiven, leave, rememberConsent, type Consent, type Left } from "./memory";

export type WidgetState = SessionState | "consent";

export interface ConversationHost {
  readonly agent: PublicAgent;
  readonly api: PublicApi;
  readonly token: string | null;
  readonly locale: string;
  variables(): Variables;
  /** Read the agent again: it is not what we took it for. */
  reload(): Promise<void>;
  changed(): void;
  /** Tells the page; false when the page forbids what is about to happen. */
  tell(name: string, detail: object, cancelable?: boolean): boolean;
}

const LIVE = new Set<WidgetState>(["connecting", "listening", "thinking", "speaking", "reconnecting"]);
const loadRoom = () => import("@speaknode/voice/livekit");

export class Conversation {
  state: WidgetState = "idle";
  messages: Message[] = [];
  failure: { code: string; detail?: string | undefined } | null = null;
  permission: MicrophonePermission = "unknown";
  muted = false;
  soundBlocked = false;
  mode: StartMode = "voice";
  deviceId: string | undefined;
  readonly #host: ConversationHost;
  #session: VoiceSession | null = null;
  #joined: { id: string | null; token: string } | null = null;
  #variables: Variables = {};
  #returning: Left | null = null;

  constructor(host: ConversationHost) {
    this.#host = host;
  }

  get isLive(): boolean {
    return LIVE.has(this.state);
  }

  get level(): number {
    return this.#session?.level ?? 0;
  }

  /** The heavy part, before it is needed. */
  preload(): void {
    void loadRoom().catch(() => {}); // told when it is needed
  }

  /** Call it inside the click. */
  start(mode: StartMode): void {
    if (this.isLive) return;
    const request = { mode, variables: this.#host.variables() };
    if (!this.#host.tell("before-start", request, true)) return;
    this.mode = mode;
    this.#variables = request.variables;
    this.#returning = null;
    this.messages = [];
    if (this.#needsConsent()) this.#go("consent");
    else this.#begin();
  }

  accept(): void {
    const wanted = this.#host.agent.widget.consent;
    if (this.state !== "consent" || !wanted) return;
    this.#consent = { version: wanted.version, accepted_at: new Date().toISOString() };
    rememberConsent(this.#consentKey, this.#consent);
    this.#begin();
  }

  decline(): void {
    if (this.state === "consent") this.#go("idle");
  }

  comeBack(left: Left): void {
    if (this.isLive) return;
    this.mode = left.mode;
    this.messages = left.messages;
    this.#returning = left;
    this.#begin();
  }

  async end(): Promise<void> {
    this.decline();
    await this.#session?.end();
  }

  async mute(muted: boolean): Promise<void> {
    await this.#session?.mute(muted);
  }

  async send(text: string): Promise<void> {
    await this.#session?.send(text);
  }

  async sendContext(text: string): Promise<void> {
    await this.#session?.sendContext(text);
  }

  async useMicrophone(deviceId: string): Promise<void> {
    this.deviceId = deviceId;
    await this.#session?.useMicrophone(deviceId);
  }

  async enableSound(): Promise<void> {
    await this.#session?.enableSound();
  }

  /** The page goes away, perhaps only to be loaded again. */
  leave(): void {
    const { id, token } = this.#joined ?? {};
    if (!this.isLive || !id || !token) return;
    leave(this.#host.agent.id, { id, token, mode: this.mode, messages: this.messages });
  }

  // Where storage is forbidden it lives as long as the page.
  #consent: Consent | null = null;

  /** Who agreed while nothing was recorded is asked again when it is. */
  get #consentKey(): string {
    const { id, is_recorded } = this.#host.agent;
    return is_recorded ? id : `${id}-unrecorded`;
  }

  #given(): Consent | null {
    const wanted = this.#host.agent.widget.consent;
    if (!wanted) return null;
    const given = consentGiven(this.#consentKey, wanted.version) ?? this.#consent;
    return given?.version === wanted.version ? given : null;
  }

  #needsConsent(): boolean {
    return this.#host.agent.widget.consent != null && this.#given() === null;
  }

  #begin(): void {
    this.failure = null;
    this.soundBlocked = this.muted = false;
    const session = new VoiceSession({
      dispatch: () => this.#dispatch(),
      openRoom,
      openMicrophone,
      ...(this.deviceId ? { deviceId: this.deviceId } : {}),
    });
    this.#session = session;
    this.#listen(session);
    void session.start({ mode: this.mode });
  }

  async #dispatch(): Promise<Connection> {
    const { agent, api, token, locale } = this.#host;
    if (this.#returning) {
      const { id, token: old } = this.#returning;
      return { ...(await api.comeBack(id, old)), id };
    }
    if (token) return { livekit_url: agent.livekit_url, token };
    return api.start({
      channel: this.mode === "voice" ? "widget" : "text",
      variables: this.#variables,
      consent: this.#given(),
      ...(agent.locales.includes(locale) ? { locale } : {}),
    });
  }

  #listen(session: VoiceSession): void {
    const { changed, tell } = this.#host;
    session.on("state", (state) => this.#go(state));
    session.on("message", (message) => {
      const known = this.messages.findIndex(({ id }) => id === message.id);
      this.messages =
        known < 0 ? [...this.messages, message] : this.messages.with(known, message);
      changed();
      tell("message", { ...message });
    });
    session.on("tool", (tool) => tell("tool", { ...tool }));
    session.on("microphone", ({ permission, muted }) => {
      this.permission = permission;
      this.muted = muted;
      changed();
      tell("mic", { permission, muted });
    });
    session.on("sound", ({ blocked }) => {
      this.soundBlocked = blocked;
      changed();
    });
    session.on("started", ({ session_id, connection }) => {
      this.#joined = { id: session_id, token: connection.token };
      tell("call-start", { session_id });
    });
    session.on("ended", ({ reason, duration_s }) => {
      if (reason === "agent_lost" || reason === "other_tab") this.failure = { code: reason };
      this.#joined = null;
      changed();
      tell("call-end", { reason, duration_s });
    });
    session.on("error", (error) => void this.#fail(error));
  }

  async #fail(error: VoiceError): Promise<void> {
    this.failure = { code: error.code, detail: error.detail };
    this.#host.tell("error", { code: error.detail ?? error.code, message: error.message });
    if (error.detail !== "consent_required") return;
    // A newer text was published since the page was opened.
    await this.#host.reload();
    if (this.#needsConsent()) this.#go("consent");
  }

  #go(state: WidgetState): void {
    if (state === this.state) return;
    this.state = state;
    this.#host.changed();
    this.#host.tell("state", { state });
  }
}

const openRoom: OpenRoom = async (options) => {
  const room = await loadRoom().catch((error: unknown) => {
    throw new VoiceError("unreachable", String(error));
  });
  return room.openRoom(options);
};
