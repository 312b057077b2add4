// The words of a conversation: its states, what it tells, why it fails.

export type Mode = "voice" | "text";

export type SessionState =
  | "idle"
  | "connecting"
  | "listening"
  | "thinking"
  | "speaking"
  | "reconnecting"
  | "ended"
  | "error"
  | "mic-blocked";

export type Role = "user" | "agent";

/** One line of the transcript; it comes again with the same id while it grows. */
export interface Message {
  id: string;
  role: Role;
  text: string;
  final: boolean;
}

export interface ToolEvent {
  name: string;
  status: "started" | "succeeded" | "failed";
}

export type MicrophonePermission = "unknown" | "granted" | "denied" | "absent" | "insecure" | "lost";

export type EndReason = "caller_hangup" | "agent_hangup" | "agent_lost" | "other_tab";

export type ErrorCode =
  | "agent_never_joined"
  | "agent_not_ready"
  | "connection_failed"
  | "connection_lost"
  | "refused"
  | "unreachable"
  | "unexpected";

export class VoiceError extends Error {
  constructor(
    readonly code: ErrorCode,
    message?: string,
    /** The platform's own code when it refused, e.g. `origin_not_allowed`. */
    readonly detail?: string,
  ) {
    super(message ?? code);
    this.name = "VoiceError";
  }
}

/** Where to join, as the platform answers a dispatch. */
export interface Connection {
  livekit_url: string;
  token: string;
  id?: string;
}

export interface VoiceEvents {
  state: SessionState;
  message: Message;
  tool: ToolEvent;
  microphone: { permission: MicrophonePermission; muted: boolean };
  /** The browser wants a click before it plays sound. */
  sound: { blocked: boolean };
  started: { session_id: string | null; connection: Connection };
  ended: { reason: EndReason | ErrorCode; duration_s: number };
  error: VoiceError;
}
