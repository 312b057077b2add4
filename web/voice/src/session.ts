// One conversation with an agent: microphone, room, states, transcript. Knows no page and no LiveKit.

import { Emitter } from "./emitter";
import { MicrophoneError } from "./microphone";
import { TOPIC, type Microphone, type OpenMicrophone, type OpenRoom, type RoomEvent, type RoomPort } from "./port";
import {
  VoiceError,
  type Connection,
  type EndReason,
  type ErrorCode,
  type MicrophonePermission,
  type Mode,
  type SessionState,
  type VoiceEvents,
} from "./types";

const JOIN_DEADLINE_MS = 10_000;
/** The platform notices a dead worker within 15 s and sends another. */
const RETURN_DEADLINE_MS = 20_000;

export interface VoiceOptions {
  /** Asks the platform for a conversation, or has one already. */
  dispatch(mode: Mode): Promise<Connection>;
  openRoom: OpenRoom;
  openMicrophone: OpenMicrophone;
  deviceId?: string;
  now?: () => number;
}

export class VoiceSession extends Emitter<VoiceEvents> {
  readonly #options: VoiceOptions;
  readonly #now: () => number;
  #state: SessionState = "idle";
  #room: RoomPort | null = null;
  #microphone: Microphone | null = null;
  #permission: MicrophonePermission = "unknown";
  #muted = false;
  #mode: Mode = "voice";
  #agentHere = false;
  #beforeBreak: SessionState = "listening";
  #startedAt: number | null = null;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(options: VoiceOptions) {
    super();
    this.#options = options;
    this.#now = options.now ?? (() => Date.now());
  }

  get state(): SessionState {
    return this.#state;
  }

  get mode(): Mode {
    return this.#mode;
  }

  get muted(): boolean {
    return this.#muted;
  }

  get permission(): MicrophonePermission {
    return this.#permission;
  }

  /** Loudness of the microphone now, 0 to 1. */
  get level(): number {
    return this.#muted ? 0 : (this.#microphone?.level() ?? 0);
  }

  /** Call it inside the click. Never throws: what fails is told by `state` and `error`. */
  async start({ mode }: { mode: Mode }): Promise<void> {
    if (!["idle", "mic-blocked", "ended", "error"].includes(this.#state)) return;
    this.#mode = mode;
    this.#agentHere = this.#muted = false;
    this.#startedAt = null;
    // Before anything is awaited, and before a conversation is made that nobody could speak in.
    const asking = mode === "voice" ? this.#options.openMicrophone(this.#options.deviceId) : null;
    this.#go("connecting");
    try {
      if (asking) this.#takeMicrophone(await asking);
      if (this.#is("connecting")) await this.#join(mode);
    } catch (error) {
      this.#refuse(error);
    }
  }

  async #join(mode: Mode): Promise<void> {
    const [connection, room] = await Promise.all([
      this.#options.dispatch(mode),
      this.#options.openRoom({ playsSound: mode === "voice", onEvent: (event) => this.#hear(event) }),
    ]);
    if (!this.#is("connecting")) return; // ended while it was being made
    this.#room = room;
    await room.connect(connection.livekit_url, connection.token).catch((error: unknown) => {
      throw new VoiceError("connection_failed", String(error));
    });
    if (this.#isOver()) return void (await room.disconnect());
    this.#startedAt = this.#now();
    this.emit("started", { session_id: connection.id ?? roomOf(connection.token), connection });
    // Not awaited against: an agent that is there already has put us beyond "connecting".
    if (this.#is("connecting")) this.#await(JOIN_DEADLINE_MS, () => this.#giveUp());
    if (this.#microphone) await room.publish(this.#microphone.track);
  }

  async mute(muted: boolean): Promise<void> {
    if (!this.#microphone || muted === this.#muted) return;
    this.#muted = muted;
    this.#tellMicrophone();
    await this.#room?.setMuted(muted);
  }

  /** What the visitor typed; it is in the transcript at once. */
  async send(text: string): Promise<void> {
    const words = text.trim();
    if (!words || !this.#room) return;
    const id = await this.#room.sendText(words, TOPIC.chat);
    this.emit("message", { id, role: "user", text: words, final: true });
  }

  /** Something the agent should know, which is no turn of the conversation. */
  async sendContext(text: string): Promise<void> {
    if (text.trim()) await this.#room?.sendText(text.trim(), TOPIC.context);
  }

  async useMicrophone(deviceId: string): Promise<void> {
    this.#options.deviceId = deviceId;
    if (!this.#microphone) return;
    const next = await this.#options.openMicrophone(deviceId).catch(() => null);
    if (!next) return; // the chosen one went away: the old one goes on
    this.#microphone.close();
    this.#takeMicrophone(next);
    await this.#room?.replaceTrack(next.track);
  }

  async enableSound(): Promise<void> {
    await this.#room?.startAudio();
  }

  async end(): Promise<void> {
    if (this.#is("idle") || this.#isOver()) return;
    await this.#finish("ended", "caller_hangup");
  }

  #takeMicrophone(microphone: Microphone): void {
    this.#microphone = microphone;
    this.#permission = "granted";
    this.#tellMicrophone();
    if (this.#isOver()) return this.#closeMicrophone();
    microphone.onLost(() => {
      if (this.#microphone !== microphone) return;
      this.#microphone = null;
      this.#permission = "lost";
      this.#tellMicrophone();
    });
  }

  #refuse(error: unknown): void {
    if (this.#isOver()) return;
    if (error instanceof MicrophoneError) {
      this.#permission = error.permission;
      this.#tellMicrophone();
      return this.#go("mic-blocked");
    }
    void this.#fail(error instanceof VoiceError ? error : new VoiceError("unexpected", String(error)));
  }

  #hear(event: RoomEvent): void {
    if (this.#isOver()) return;
    switch (event.type) {
      case "agent":
        return this.#meet(event.state);
      case "agent-left":
        return this.#miss();
      case "text":
        return this.emit("message", { id: event.id, role: event.role, text: event.text, final: event.final });
      case "tool":
        return this.emit("tool", event.tool);
      case "sound":
        return this.emit("sound", { blocked: event.blocked });
      case "reconnecting":
        if (!this.#is("reconnecting")) this.#beforeBreak = this.#state;
        return this.#go("reconnecting");
      case "reconnected":
        return this.#go(this.#beforeBreak);
      case "disconnected":
        return this.#part(event.reason);
    }
  }

  #meet(state: string): void {
    this.#agentHere = true;
    if (state === "initializing") return;
    clearTimeout(this.#deadline);
    const next = state === "thinking" || state === "speaking" ? state : "listening";
    this.#go(next);
  }

  #miss(): void {
    if (!this.#agentHere) return;
    this.#beforeBreak = "listening";
    this.#go("reconnecting");
    this.#await(RETURN_DEADLINE_MS, () => void this.#finish("ended", "agent_lost"));
  }

  #part(reason: "self" | "room_closed" | "other_tab" | "lost"): void {
    if (reason === "lost") return void this.#fail(new VoiceError("connection_lost"));
    const why = { self: "caller_hangup", room_closed: "agent_hangup", other_tab: "other_tab" } as const;
    void this.#finish("ended", why[reason]);
  }

  #giveUp(): void {
    void this.#fail(new VoiceError(this.#agentHere ? "agent_not_ready" : "agent_never_joined"));
  }

  async #fail(error: VoiceError): Promise<void> {
    this.emit("error", error);
    await this.#finish("error", error.code);
  }

  async #finish(state: "ended" | "error", reason: EndReason | ErrorCode): Promise<void> {
    const room = this.#room;
    const began = this.#startedAt;
    clearTimeout(this.#deadline);
    this.#room = null;
    this.#startedAt = null;
    this.#closeMicrophone();
    this.#go(state);
    if (began !== null) this.emit("ended", { reason, duration_s: (this.#now() - began) / 1000 });
    await room?.disconnect();
  }

  #closeMicrophone(): void {
    this.#microphone?.close();
    this.#microphone = null;
  }

  #await(ms: number, late: () => void): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(late, ms);
  }

  #tellMicrophone(): void {
    this.emit("microphone", { permission: this.#permission, muted: this.#muted });
  }

  #is(state: SessionState): boolean {
    return this.#state === state;
  }

  #isOver(): boolean {
    return this.#is("ended") || this.#is("error");
  }

  #go(state: SessionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit("state", state);
  }
}

/** A session's room has the session's id; a token that somebody else made says it, too. */
export function roomOf(token: string): string | null {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const claims = JSON.parse(atob(payload)) as { video?: { room?: string } };
    return claims.video?.room ?? null;
  } catch {
    return null; // not a token we can read: the room will say whether it can
  }
}
