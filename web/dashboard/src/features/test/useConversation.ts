// One test conversation as React state, over the voice session that the widget uses, too.

import { type Dispatch, type SetStateAction, useCallback, useEffect, useRef, useState } from "react";
import {
  type Connection,
  type Message,
  type MicrophonePermission,
  type Mode,
  openMicrophone,
  type SessionState,
  VoiceError,
  VoiceSession,
} from "@speaknode/voice";
import { ApiError } from "../../api/problem";

export interface Conversation {
  state: SessionState;
  messages: Message[];
  sessionId: string | null;
  permission: MicrophonePermission;
  muted: boolean;
  soundBlocked: boolean;
  failure: VoiceError | null;
  /** The API's refusal: its field errors belong to the variables form. */
  refusal: ApiError | null;
  start: (mode: Mode, deviceId?: string) => void;
  end: () => void;
  send: (text: string) => void;
  mute: (muted: boolean) => void;
  useDevice: (deviceId: string) => void;
  enableSound: () => void;
  level: () => number;
}

const FRESH = {
  state: "idle" as SessionState,
  messages: [] as Message[],
  sessionId: null as string | null,
  permission: "unknown" as MicrophonePermission,
  muted: false,
  soundBlocked: false,
  failure: null as VoiceError | null,
  refusal: null as ApiError | null,
};

function withMessage(messages: Message[], next: Message): Message[] {
  const at = messages.findIndex((message) => message.id === next.id);
  return at < 0 ? [...messages, next] : messages.with(at, next);
}

export const isRunning = (state: SessionState) => !["idle", "ended", "error", "mic-blocked"].includes(state);

function listen(opened: VoiceSession, setView: Dispatch<SetStateAction<typeof FRESH>>) {
  const put = (part: Partial<typeof FRESH>) => setView((old) => ({ ...old, ...part }));
  opened.on("state", (state) => put({ state }));
  opened.on("message", (message) => setView((old) => ({ ...old, messages: withMessage(old.messages, message) })));
  opened.on("microphone", (microphone) => put(microphone));
  opened.on("sound", ({ blocked }) => put({ soundBlocked: blocked }));
  opened.on("started", ({ session_id }) => put({ sessionId: session_id }));
  opened.on("error", (failure) => put({ failure }));
}

export function useConversation(dispatch: (mode: Mode) => Promise<Connection>): Conversation {
  const [view, setView] = useState(FRESH);
  const session = useRef<VoiceSession | null>(null);
  const latest = useRef(dispatch);
  latest.current = dispatch;

  // Leaving the screen hangs up.
  useEffect(() => () => void session.current?.end(), []);
  useEffect(() => {
    const hangUp = () => void session.current?.end();
    window.addEventListener("pagehide", hangUp);
    return () => window.removeEventListener("pagehide", hangUp);
  }, []);

  const start = useCallback((mode: Mode, deviceId?: string) => {
    setView(FRESH);
    const ask = async (asked: Mode) => {
      try {
        return await latest.current(asked);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        setView((old) => ({ ...old, refusal: error }));
        throw new VoiceError(error.isOffline ? "unreachable" : "refused", error.message, error.code);
      }
    };
    const opened = new VoiceSession({
      dispatch: ask,
      openRoom: async (options) => (await import("@speaknode/voice/livekit")).openRoom(options),
      openMicrophone,
      ...(deviceId ? { deviceId } : {}),
    });
    listen(opened, setView);
    session.current = opened;
    void opened.start({ mode });
  }, []);

  return {
    ...view,
    start,
    end: () => void session.current?.end(),
    send: (text) => void session.current?.send(text),
    mute: (muted) => void session.current?.mute(muted),
    useDevice: (deviceId) => void session.current?.useMicrophone(deviceId),
    enableSound: () => void session.current?.enableSound(),
    level: () => session.current?.level ?? 0,
  };
}
