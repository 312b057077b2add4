import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { MicrophoneError } from "../src/microphone";
import { roomOf } from "../src/session";
import { VoiceError } from "../src/types";
import { Stage } from "./stage";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("start", () => {
  test("asks for the microphone before anything else, inside the click", () => {
    const stage = new Stage();
    void stage.session.start({ mode: "voice" });
    expect(stage.log).toEqual(["microphone default"]);
  });

  test("joins, publishes, and follows the agent", async () => {
    const stage = new Stage();
    const started = stage.collect("started");
    await stage.session.start({ mode: "voice" });
    for (const state of ["initializing", "listening", "thinking", "speaking", "idle"] as const) {
      stage.tell({ type: "agent", state });
    }
    expect(stage.room.calls).toEqual(["connect ws://lk t", "publish"]);
    expect(stage.states).toEqual(["connecting", "listening", "thinking", "speaking", "listening"]);
    expect(started[0]?.session_id).toBe("ses_1");
  });

  test("in text asks for no microphone and plays no sound", async () => {
    const stage = await new Stage().talking("text");
    expect(stage.log).toEqual(["dispatch text", "room without sound"]);
    expect(stage.room.calls).not.toContain("publish");
  });

  test.each(["denied", "absent", "insecure"] as const)("without a microphone (%s) makes no conversation", async (why) => {
    const stage = new Stage({ openMicrophone: () => Promise.reject(new MicrophoneError(why)) });
    const told = stage.collect("microphone");
    await stage.session.start({ mode: "voice" });
    expect(stage.session.state).toBe("mic-blocked");
    expect(told).toEqual([{ permission: why, muted: false }]);
    expect(stage.log).toEqual([]);
    await stage.talking("text"); // and goes on in text
    expect(stage.session.state).toBe("listening");
  });

  test("twice is once", async () => {
    const stage = new Stage();
    await Promise.all([stage.session.start({ mode: "voice" }), stage.session.start({ mode: "voice" })]);
    expect(stage.log.filter((line) => line.startsWith("dispatch"))).toHaveLength(1);
  });

  test("tells why the platform refused, and lets go of the microphone", async () => {
    const refusal = new VoiceError("refused", "no", "origin_not_allowed");
    const stage = new Stage({ dispatch: () => Promise.reject(refusal) });
    const errors = stage.collect("error");
    await stage.session.start({ mode: "voice" });
    expect(errors).toEqual([refusal]);
    expect(stage.session.state).toBe("error");
    expect(stage.microphone.closed).toBe(true);
  });

  test("tells that the room cannot be reached", async () => {
    const stage = new Stage();
    const errors = stage.collect("error");
    stage.room.connecting = Promise.reject(new Error("no"));
    await stage.session.start({ mode: "text" });
    expect(errors[0]?.code).toBe("connection_failed");
  });

  test("can be started again after it ended", async () => {
    const stage = await new Stage().talking();
    await stage.session.end();
    await stage.talking();
    expect(stage.session.state).toBe("listening");
  });
});

describe("an agent that is not there", () => {
  test("is told after ten seconds", async () => {
    const stage = new Stage();
    const errors = stage.collect("error");
    await stage.session.start({ mode: "text" });
    await vi.advanceTimersByTimeAsync(9_900);
    expect(stage.session.state).toBe("connecting");
    await vi.advanceTimersByTimeAsync(200);
    expect(errors[0]?.code).toBe("agent_never_joined");
    expect(stage.session.state).toBe("error");
    expect(stage.room.calls).toContain("disconnect");
  });

  test("or came but never got ready", async () => {
    const stage = new Stage();
    const errors = stage.collect("error");
    await stage.session.start({ mode: "text" });
    stage.tell({ type: "agent", state: "initializing" });
    await vi.advanceTimersByTimeAsync(10_100);
    expect(errors[0]?.code).toBe("agent_not_ready");
  });

  test("that left may be replaced by another within 20 seconds", async () => {
    const stage = await new Stage().talking();
    stage.tell({ type: "agent-left" });
    expect(stage.session.state).toBe("reconnecting");
    await vi.advanceTimersByTimeAsync(15_000);
    stage.tell({ type: "agent", state: "speaking" });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(stage.session.state).toBe("speaking");
  });

  test("that left for good ends the conversation", async () => {
    const stage = await new Stage().talking();
    const ended = stage.collect("ended");
    stage.tell({ type: "agent-left" });
    await vi.advanceTimersByTimeAsync(20_100);
    expect(ended[0]?.reason).toBe("agent_lost");
  });
});

describe("the connection", () => {
  test("comes back to where it was", async () => {
    const stage = await new Stage().talking();
    stage.tell({ type: "agent", state: "speaking" });
    stage.tell({ type: "reconnecting" });
    stage.tell({ type: "reconnecting" });
    stage.tell({ type: "reconnected" });
    expect(stage.states.slice(-3)).toEqual(["speaking", "reconnecting", "speaking"]);
  });

  test.each([
    ["room_closed", "ended", "agent_hangup"],
    ["other_tab", "ended", "other_tab"],
    ["lost", "error", "connection_lost"],
  ] as const)("%s", async (reason, state, why) => {
    const stage = await new Stage().talking();
    const ended = stage.collect("ended");
    await vi.advanceTimersByTimeAsync(3_000);
    stage.tell({ type: "disconnected", reason });
    expect(stage.session.state).toBe(state);
    expect(ended).toEqual([{ reason: why, duration_s: 3 }]);
    expect(stage.microphone.closed).toBe(true);
  });

  test("ended while it was being made is left again", async () => {
    const stage = new Stage();
    let open: () => void = () => {};
    stage.room.connecting = new Promise((resolve) => (open = resolve));
    const starting = stage.session.start({ mode: "text" });
    await vi.advanceTimersByTimeAsync(1);
    await stage.session.end();
    open();
    await starting;
    expect(stage.room.calls.at(-1)).toBe("disconnect");
    expect(stage.session.state).toBe("ended");
  });
});

describe("talking", () => {
  test("typed words are in the transcript at once; context is not", async () => {
    const stage = await new Stage().talking("text");
    const messages = stage.collect("message");
    await stage.session.send("  hello ");
    await stage.session.send("   ");
    await stage.session.sendContext("cart: 3 items");
    expect(messages.map(({ role, text, final }) => ({ role, text, final }))).toEqual([
      { role: "user", text: "hello", final: true },
    ]);
    expect(stage.room.calls.slice(-2)).toEqual(["lk.chat: hello", "speaknode.context: cart: 3 items"]);
  });

  test("lines grow under one id, and nothing is heard after the end", async () => {
    const stage = await new Stage().talking();
    const messages = stage.collect("message");
    const line = { type: "text", id: "s1", role: "agent" } as const;
    stage.tell({ ...line, text: "He", final: false });
    stage.tell({ ...line, text: "Hello", final: true });
    await stage.session.end();
    stage.tell({ ...line, text: "ghost", final: true });
    expect(messages.map((message) => message.text)).toEqual(["He", "Hello"]);
  });

  test("mute silences track and meter", async () => {
    const stage = await new Stage().talking();
    expect(stage.session.level).toBe(0.5);
    await stage.session.mute(true);
    expect([stage.session.level, stage.session.muted]).toEqual([0, true]);
    await stage.session.mute(false);
    expect(stage.room.calls.slice(-2)).toEqual(["mute", "unmute"]);
  });

  test("another microphone takes over; one that is gone does not", async () => {
    const stage = await new Stage().talking();
    await stage.session.useMicrophone("usb");
    expect(stage.log.at(-1)).toBe("microphone usb");
    expect(stage.room.calls.at(-1)).toBe("replace");
  });

  test("a microphone that goes away is told, and the conversation goes on", async () => {
    const stage = await new Stage().talking();
    const told = stage.collect("microphone");
    stage.microphone.lose();
    expect(told).toEqual([{ permission: "lost", muted: false }]);
    expect(stage.session.state).toBe("listening");
  });
});

test("the room is read off a token", () => {
  const claims = btoa(JSON.stringify({ video: { room: "ses_9" } }));
  expect(roomOf(`x.${claims}.y`)).toBe("ses_9");
  expect(roomOf("nonsense")).toBeNull();
});
