// Live updates: one WebSocket of notifications, opened again when lost, that refreshes what is shown.

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { accessToken, onTokenChange } from "../auth/tokens";
import { useSpaceId } from "../features/spaces/current";
import { config } from "./config";

export type Liveness = "connecting" | "live" | "offline";

export interface Notification {
  id: string;
  type: string;
  session_id: string | null;
  at: string;
  data: Record<string, unknown>;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
// A gateway closes a socket that is silent for ten minutes.
const PING_MS = 5 * 60_000;

/** Half of the wait is left to chance, so that all browsers do not come back at once. */
export function waitMs(attempt: number, random = Math.random()): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return whole / 2 + (whole / 2) * random;
}

export function refresh(client: QueryClient, notification: Notification): void {
  if (notification.type.startsWith("campaign.")) {
    void client.invalidateQueries({ queryKey: ["campaigns"] });
    return void client.invalidateQueries({ queryKey: ["campaign", notification.data["campaign_id"]] });
  }
  void client.invalidateQueries({ queryKey: ["sessions"] });
  if (notification.session_id) void client.invalidateQueries({ queryKey: ["session", notification.session_id] });
}

interface Callbacks {
  onState: (state: Liveness) => void;
  onMessage: (notification: Notification) => void;
}

/** Returns how to stop it. */
export function openLive(space: string, { onState, onMessage }: Callbacks): () => void {
  let socket: WebSocket | null = null;
  let attempt = 0;
  let stopped = false;
  let timer = 0;
  const ping = window.setInterval(() => socket?.readyState === WebSocket.OPEN && socket.send("ping"), PING_MS);
  const connect = () => {
    const query = new URLSearchParams({ token: accessToken() ?? "", space });
    onState("connecting");
    socket = new WebSocket(`${config().notifications_url}?${query}`);
    socket.onopen = () => {
      attempt = 0;
      onState("live");
    };
    socket.onmessage = (event) => {
      const parsed = parse(String(event.data));
      if (parsed) onMessage(parsed);
    };
    socket.onclose = () => {
      if (stopped) return;
      onState("offline");
      timer = window.setTimeout(connect, waitMs(attempt++));
    };
  };
  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    clearInterval(ping);
    socket?.close();
  };
}

function parse(text: string): Notification | null {
  try {
    const value = JSON.parse(text) as Partial<Notification>;
    return typeof value.type === "string" ? (value as Notification) : null;
  } catch {
    // The gateway itself may answer a ping with text.
    return null;
  }
}

export function useLive(): Liveness {
  const client = useQueryClient();
  const space = useSpaceId();
  const [state, setState] = useState<Liveness>("connecting");
  const [token, setToken] = useState(accessToken);
  useEffect(() => onTokenChange(() => setToken(accessToken())), []);
  useEffect(() => {
    if (!token || !space || !config().notifications_url) return;
    let wasLost = false;
    return openLive(space, {
      onState: (next) => {
        // What was missed while away is asked for.
        if (next === "live" && wasLost) void client.invalidateQueries();
        wasLost ||= next === "offline";
        setState(next);
      },
      onMessage: (notification) => refresh(client, notification),
    });
  }, [client, space, token]);
  return state;
}
