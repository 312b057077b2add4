import { afterEach, expect, test, vi } from "vitest";
import { consentGiven, leave, rememberConsent, takeLeft } from "../src/memory";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  localStorage.clear();
  sessionStorage.clear();
});

const left = { id: "ses_1", token: "t", mode: "voice" as const, messages: [] };

test("consent is remembered for one agent and version", () => {
  rememberConsent("agt_1", { version: "2", accepted_at: "2026-01-01T00:00:00Z" });
  expect(localStorage.getItem("speaknode-consent-agt_1-2")).toContain("2026");
  expect(consentGiven("agt_1", "2")?.version).toBe("2");
  expect(consentGiven("agt_1", "3")).toBeNull();
  expect(consentGiven("agt_2", "2")).toBeNull();
});

test("a conversation can be taken up once, within a minute", () => {
  vi.useFakeTimers();
  leave("agt_1", left);
  vi.advanceTimersByTime(59_000);
  expect(takeLeft("agt_1")?.id).toBe("ses_1");
  expect(takeLeft("agt_1")).toBeNull();
  leave("agt_1", left);
  vi.advanceTimersByTime(61_000);
  expect(takeLeft("agt_1")).toBeNull();
});

test("only lines that were finished are kept", () => {
  const message = { id: "1", role: "agent" as const, text: "Hello" };
  leave("agt_1", { ...left, messages: [{ ...message, final: true }, { ...message, id: "2", final: false }] });
  expect(takeLeft("agt_1")?.messages).toHaveLength(1);
});

test("where storage is forbidden nothing breaks", () => {
  vi.spyOn(globalThis, "localStorage", "get").mockImplementation(() => {
    throw new DOMException("no", "SecurityError");
  });
  rememberConsent("agt_1", { version: "1", accepted_at: "" });
  expect(consentGiven("agt_1", "1")).toBeNull();
});

test("what others wrote there is not trusted", () => {
  sessionStorage.setItem("speaknode-return-agt_1", "{nonsense");
  expect(takeLeft("agt_1")).toBeNull();
});
