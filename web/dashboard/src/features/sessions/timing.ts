// From measured turns to bars: what each reply's waiting time was made of.

import type { Schemas } from "@speaknode/api";

export type Turn = Schemas["Turn"];
export type ToolCall = Schemas["ToolCall"];
export type SegmentKind = "stt" | "wait" | "llm" | "tool" | "rest" | "tts";

export interface Segment {
  kind: SegmentKind;
  fromMs: number;
  ms: number;
}

/** One answer of the agent, with the caller's turn that it answers. */
export interface Reply {
  turn: Turn;
  asked: Turn | null;
  segments: Segment[];
  totalMs: number;
  slowest: Segment | null;
}

const at = (iso: string | null): number | null => (iso ? Date.parse(iso) : null);

export function replies(turns: Turn[], calls: ToolCall[] = []): Reply[] {
  const found: Reply[] = [];
  let asked: Turn | null = null;
  for (const turn of [...turns].sort((a, b) => a.index - b.index)) {
    if (turn.role === "user") {
      asked = turn;
      continue;
    }
    const segments = segmentsOf(turn, asked, toolMs(calls, asked, turn));
    const totalMs = segments.reduce((sum, segment) => sum + segment.ms, 0);
    const slowest = segments.reduce<Segment | null>((max, each) => (!max || each.ms > max.ms ? each : max), null);
    found.push({ turn, asked, segments, totalMs, slowest });
    asked = null;
  }
  return found;
}

/** The tools' time between the question and the answer's first sound. */
function toolMs(calls: ToolCall[], asked: Turn | null, answer: Turn): number {
  const from = at(asked?.ended_at ?? asked?.created_at ?? null);
  const to = at(answer.started_at ?? answer.created_at);
  if (from === null || to === null) return 0;
  return calls
    .filter((call) => Date.parse(call.started_at) >= from && Date.parse(call.started_at) <= to)
    .reduce((sum, call) => sum + call.duration_ms, 0);
}

/**
 * Metrics of one reply may stand on either of its two turns. The end-of-turn wait includes the
 * transcriber's delay; what the end-to-end time holds beyond the known parts is "rest".
 */
function segmentsOf(turn: Turn, asked: Turn | null, tools: number): Segment[] {
  const metric = (name: keyof Turn["metrics"]) => turn.metrics[name] ?? asked?.metrics[name] ?? null;
  const eou = metric("eou_ms");
  const stt = Math.min(metric("stt_ms") ?? 0, eou ?? Infinity);
  const llm = metric("llm_ttft_ms") ?? 0;
  const tts = metric("tts_ttfb_ms") ?? 0;
  const wait = Math.max(0, (eou ?? 0) - stt);
  const known = stt + wait + llm + tts;
  const left = Math.max(0, (metric("e2e_ms") ?? known) - known);
  const tool = Math.min(tools, left);
  const parts: [SegmentKind, number][] = [
    ["stt", stt],
    ["wait", wait],
    ["llm", llm],
    ["tool", tool],
    ["rest", left - tool],
    ["tts", tts],
  ];
  const segments: Segment[] = [];
  let from = 0;
  for (const [kind, ms] of parts) {
    // Below a millisecond it is rounding, not time.
    if (ms >= 1) segments.push({ kind, fromMs: from, ms });
    from += ms;
  }
  return segments;
}

/** Turns as they were said, and between them the moments when another agent took the word. */
export function story<H extends { at: string }>(turns: Turn[], handoffs: H[]): ({ turn: Turn; handoff: null } | { turn: null; handoff: H })[] {
  const waiting = [...handoffs].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const told: ReturnType<typeof story<H>> = [];
  for (const turn of turns) {
    const began = Date.parse(turn.started_at ?? turn.created_at);
    while (waiting[0] && Date.parse(waiting[0].at) <= began) told.push({ turn: null, handoff: waiting.shift() as H });
    told.push({ turn, handoff: null });
  }
  return [...told, ...waiting.map((handoff) => ({ turn: null, handoff }))];
}

/** Seconds into the recording. */
export function offsetS(iso: string | null, startIso: string | null): number | null {
  const [moment, start] = [at(iso), at(startIso)];
  return moment === null || start === null ? null : Math.max(0, (moment - start) / 1000);
}

export interface Span {
  id: string;
  role: Turn["role"];
  fromS: number;
  toS: number;
}

export function spans(turns: Turn[], startIso: string | null, durationS: number): Span[] {
  return turns.flatMap((turn) => {
    const from = offsetS(turn.started_at, startIso);
    const ended = offsetS(turn.ended_at, startIso);
    // What ended before the recording began is on another part of it.
    if (from === null || from > durationS || ended === 0) return [];
    const to = Math.min(ended ?? from, durationS);
    return [{ id: turn.id, role: turn.role, fromS: from, toS: Math.max(to, from) }];
  });
}

/** The turn that is heard at a moment: the last one that began. */
export function spanAt(all: Span[], seconds: number): Span | null {
  let found: Span | null = null;
  for (const span of all) if (span.fromS <= seconds + 0.05 && (!found || span.fromS >= found.fromS)) found = span;
  return found;
}

/** What the worker stores beside the recording. */
export interface Peaks {
  duration_s: number;
  caller: number[];
  agent: number[];
}

const QUIET = 0.02;

/** Stretches where nobody speaks, at least `atLeastS` long; skipping leaves a breath on both sides. */
export function silences(peaks: Peaks, atLeastS = 1.5, breathS = 0.25): { fromS: number; toS: number }[] {
  const { caller, agent } = peaks;
  const count = Math.max(caller.length, agent.length);
  const step = peaks.duration_s / Math.max(1, count);
  const found: { fromS: number; toS: number }[] = [];
  let since: number | null = null;
  for (let i = 0; i <= count; i++) {
    const isQuiet = i < count && Math.abs(caller[i] ?? 0) < QUIET && Math.abs(agent[i] ?? 0) < QUIET;
    if (isQuiet) since ??= i;
    else if (since !== null) {
      const [fromS, toS] = [since * step, i * step];
      if (toS - fromS >= atLeastS) found.push({ fromS: fromS + breathS, toS: toS - breathS });
      since = null;
    }
  }
  return found;
}
