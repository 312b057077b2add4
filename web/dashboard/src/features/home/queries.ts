import { useQuery } from "@tanstack/react-query";
import { collect } from "../../kit/pages";
import { listAgents } from "../agents/queries";
import { listSessions, type Session } from "../sessions/queries";

const PAGE = 100;
/** Counting reads the list; more than this is shown as "500+". */
const MOST = 500;
const REFRESH_MS = 60_000;

export interface Today {
  conversations: number;
  failed: number;
  minutes: number;
  active: number;
  complete: boolean;
}

export function localDay(now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export function countToday(sessions: Session[], active: number, complete: boolean): Today {
  const seconds = sessions.reduce((sum, session) => sum + (session.duration_s ?? 0), 0);
  return {
    conversations: sessions.length,
    failed: sessions.filter((session) => session.status === "failed").length,
    minutes: seconds / 60,
    active,
    complete,
  };
}

export function useToday() {
  return useQuery({
    queryKey: ["sessions", "today"],
    refetchInterval: REFRESH_MS,
    queryFn: async () => {
      const [today, active] = await Promise.all([
        collect((cursor) => listSessions({ from: localDay() }, cursor, PAGE), MOST),
        listSessions({ status: "active" }, undefined, PAGE),
      ]);
      return countToday(today.items, active.items.length, today.complete);
    },
  });
}

export interface Setup {
  agentId: string | null;
  hasAgent: boolean;
  hasTalked: boolean;
  hasPublished: boolean;
}

export function useSetup() {
  return useQuery({
    queryKey: ["sessions", "setup"],
    queryFn: async (): Promise<Setup> => {
      const [agents, sessions] = await Promise.all([listAgents(undefined, PAGE), listSessions({}, undefined, 1)]);
      return {
        agentId: agents.items[0]?.id ?? null,
        hasAgent: agents.items.length > 0,
        hasTalked: sessions.items.length > 0,
        hasPublished: agents.items.some((agent) => agent.is_published),
      };
    },
  });
}
