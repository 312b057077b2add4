import { expect, test } from "vitest";
import { offsetS, replies, silences, spanAt, spans, story, type ToolCall, type Turn } from "./timing";

const NONE = { stt_ms: null, eou_ms: null, llm_ttft_ms: null, tts_ttfb_ms: null, e2e_ms: null };
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

function turn(index: number, role: Turn["role"], from: number, to: number, metrics: Partial<Turn["metrics"]> = {}): Turn {
  return {
    id: `t${index}`, index, role, text: "", interrupted: false, language: null,
    started_at: at(from), ended_at: at(to), created_at: at(to), metrics: { ...NONE, ...metrics },
  } as Turn;
}

const asked = turn(1, "user", 1, 2, { stt_ms: 200, eou_ms: 600 });
const answered = turn(2, "agent", 4, 6, { llm_ttft_ms: 300, tts_ttfb_ms: 100, e2e_ms: 2000 });

test("a reply is made of the metrics of both turns, laid end to end", () => {
  const [reply] = replies([answered, asked]);
  expect(reply?.segments.map(({ kind, fromMs, ms }) => [kind, fromMs, ms])).toEqual([
    ["stt", 0, 200],
    ["wait", 200, 400],
    ["llm", 600, 300],
    ["rest", 900, 1000],
    ["tts", 1900, 100],
  ]);
  expect(reply?.totalMs).toBe(2000);
  expect(reply?.slowest?.kind).toBe("rest");
});

test("tools called in between explain the rest", () => {
  const call = { started_at: at(2.5), duration_ms: 800 } as ToolCall;
  const later = { started_at: at(5), duration_ms: 900 } as ToolCall;
  const [reply] = replies([asked, answered], [call, later]);
  expect(reply?.segments.find(({ kind }) => kind === "tool")?.ms).toBe(800);
  expect(reply?.totalMs).toBe(2000);
});

test("a greeting has no question, and nothing is made up for it", () => {
  const [greeting] = replies([turn(0, "agent", 0, 1, { tts_ttfb_ms: 50 })]);
  expect(greeting?.asked).toBeNull();
  expect(greeting?.segments).toEqual([{ kind: "tts", fromMs: 0, ms: 50 }]);
});

test("a transcriber that is slower than the end of the turn does not make the wait negative", () => {
  const [reply] = replies([turn(0, "user", 0, 1, { stt_ms: 900, eou_ms: 500 }), turn(1, "agent", 2, 3, { tts_ttfb_ms: 10 })]);
  expect(reply?.segments.map(({ kind, ms }) => [kind, ms])).toEqual([["stt", 500], ["tts", 10]]);
});

test("turns have their place in the recording", () => {
  const found = spans([asked, answered], at(1), 4);
  expect(found.map(({ fromS, toS }) => [fromS, toS])).toEqual([[0, 1], [3, 4]]);
  expect(spanAt(found, 2.9)?.id).toBe("t1");
  expect(spanAt(found, 3)?.id).toBe("t2");
  expect(offsetS(at(0), at(5))).toBe(0);
  expect(offsetS(null, at(5))).toBeNull();
});

test("typed turns have no place, and do not break it", () => {
  expect(spans([{ ...asked, started_at: null }], at(0), 10)).toEqual([]);
});

test("silence is where neither speaks for long enough", () => {
  const quiet = (count: number) => Array.from({ length: count }, () => 0);
  const peaks = { duration_s: 10, caller: [0.5, ...quiet(9)], agent: [...quiet(5), 0.4, ...quiet(4)] };
  expect(silences(peaks, 1.5, 0)).toEqual([{ fromS: 1, toS: 5 }, { fromS: 6, toS: 10 }]);
  expect(silences({ duration_s: 0, caller: [], agent: [] })).toEqual([]);
});

test("a hand-off stands before the first turn after it; one after the last turn at the end", () => {
  const untimed = { ...turn(5, "user", 8, 9), started_at: null };
  const told = story([asked, answered, untimed], [{ at: at(99) }, { at: at(3) }, { at: at(4) }]);
  expect(told.map(({ turn, handoff }) => turn?.id ?? handoff?.at)).toEqual(["t1", at(3), at(4), "t2", "t5", at(99)]);
});
