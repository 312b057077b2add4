// What a conversation needs of a media room; livekit.ts has the real one, tests a scripted one.

import type { Role, ToolEvent } from "./types";

export type AgentState = "initializing" | "idle" | "listening" | "thinking" | "speaking";

export type RoomEvent =
  | { type: "agent"; state: AgentState }
  | { type: "agent-left" }
  | { type: "text"; id: string; role: Role; text: string; final: boolean }
  | { type: "tool"; tool: ToolEvent }
  | { type: "sound"; blocked: boolean }
  | { type: "reconnecting" }
  | { type: "reconnected" }
  | { type: "disconnected"; reason: "self" | "room_closed" | "other_tab" | "lost" };

export interface RoomPort {
  connect(url: string, token: string): Promise<void>;
  publish(track: MediaStreamTrack): Promise<void>;
  replaceTrack(track: MediaStreamTrack): Promise<void>;
  setMuted(muted: boolean): Promise<void>;
  /** Resolves to the message's id. */
  sendText(text: string, topic: string): Promise<string>;
  startAudio(): Promise<void>;
  disconnect(): Promise<void>;
}

export interface RoomOptions {
  /** Whether the agent's voice is played. */
  playsSound: boolean;
  onEvent(event: RoomEvent): void;
}

export type OpenRoom = (options: RoomOptions) => Promise<RoomPort>;

export interface Microphone {
  readonly track: MediaStreamTrack;
  /** Loudness now, 0 to 1. */
  level(): number;
  /** Called when the device goes away. */
  onLost(handler: () => void): void;
  close(): void;
}

/** Must ask the browser before it awaits anything: Safari wants it inside the click. */
export type OpenMicrophone = (deviceId?: string) => Promise<Microphone>;

export const TOPIC = {
  chat: "lk.chat",
  transcription: "lk.transcription",
  context: "speaknode.context",
  tool: "speaknode.tool",
} as const;
