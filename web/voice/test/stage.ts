// A conversation with everything scripted: room, microphone, platform.

import type { Microphone, RoomEvent, RoomPort } from "../src/port";
import { VoiceSession, type VoiceOptions } from "../src/session";
import type { SessionState, VoiceEvents } from "../src/types";

export const CONNECTION = { id: "ses_1", livekit_url: "ws://lk", token: "t" };

export class ScriptedRoom implements RoomPort {
  readonly calls: string[] = [];
  connecting: Promise<void> = Promise.resolve();

  async connect(url: string, token: string): Promise<void> {
    this.calls.push(`connect ${url} ${token}`);
    await this.connecting;
  }

  async publish(): Promise<void> {
    this.calls.push("publish");
  }

  async replaceTrack(): Promise<void> {
    this.calls.push("replace");
  }

  async setMuted(muted: boolean): Promise<void> {
    this.calls.push(muted ? "mute" : "unmute");
  }

  async sendText(text: string, topic: string): Promise<string> {
    this.calls.push(`${topic}: ${text}`);
    return `msg_${this.calls.length}`;
  }

  async startAudio(): Promise<void> {
    this.calls.push("sound");
  }

  async disconnect(): Promise<void> {
    this.calls.push("disconnect");
  }
}

export class ScriptedMicrophone implements Microphone {
  readonly track = {} as MediaStreamTrack;
  closed = false;
  lose: () => void = () => {};

  level(): number {
    return 0.5;
  }

  onLost(handler: () => void): void {
    this.lose = handler;
  }

  close(): void {
    this.closed = true;
  }
}

export class Stage {
  readonly room = new ScriptedRoom();
  readonly microphone = new ScriptedMicrophone();
  readonly states: SessionState[] = [];
  readonly log: string[] = [];
  readonly session: VoiceSession;
  tell: (event: RoomEvent) => void = () => {};

  constructor(options: Partial<VoiceOptions> = {}) {
    this.session = new VoiceSession({
      dispatch: async (mode) => {
        this.log.push(`dispatch ${mode}`);
        return CONNECTION;
      },
      openRoom: async ({ onEvent, playsSound }) => {
        this.log.push(`room ${playsSound ? "with" : "without"} sound`);
        this.tell = onEvent;
        return this.room;
      },
      openMicrophone: (device) => {
        this.log.push(`microphone ${device ?? "default"}`);
        return Promise.resolve(this.microphone);
      },
      ...options,
    });
    this.session.on("state", (state) => this.states.push(state));
  }

  collect<Name extends keyof VoiceEvents>(name: Name): VoiceEvents[Name][] {
    const found: VoiceEvents[Name][] = [];
    this.session.on(name, (value) => found.push(value));
    return found;
  }

  /** In the room, with the agent listening. */
  async talking(mode: "voice" | "text" = "voice"): Promise<this> {
    await this.session.start({ mode });
    this.tell({ type: "agent", state: "listening" });
    return this;
  }
}
