import { expect, test } from "vitest";
import type { Config } from "../agents/model";
import { checkSite, originOf, policyFor } from "./site";

const widget = (...allowed_origins: string[]) => ({ allowed_origins }) as unknown as Config["widget"];
const verdicts = (address: string, known: Parameters<typeof checkSite>[1]) =>
  Object.fromEntries(checkSite(address, known).map(({ name, verdict }) => [name, verdict]));

test("an origin is found in whatever was pasted", () => {
  expect(["https://shop.example/a?b#c", "shop.example", "http://localhost:8000/", " ", "ftp://x", "a b"].map(originOf)).toEqual(
    ["https://shop.example", "https://shop.example", "http://localhost:8000", null, null, null],
  );
});

test("a page is good when the agent is published, the origin allowed and the page secure", () => {
  const known = { isPublished: true, published: widget("https://shop.example"), draft: widget("https://shop.example") };
  expect(verdicts("https://shop.example/page", known)).toEqual({ published: "good", allowed: "good", secure: "good" });
  expect(verdicts("http://shop.example", known)).toEqual({ published: "good", allowed: "bad", secure: "bad" });
});

test("an origin that only the draft allows waits for publication", () => {
  const known = { isPublished: true, published: widget("https://shop.example"), draft: widget() };
  expect(verdicts("http://localhost:3000", known)).toEqual({ published: "good", allowed: "unsaved", secure: "good" });
});

test("without a publication nothing works; without an address nothing is said", () => {
  expect(verdicts("shop.example", { isPublished: false, published: null, draft: widget("https://other.example") })).toEqual(
    { published: "bad", allowed: "bad", secure: "good" },
  );
  expect(verdicts("??", { isPublished: true, published: widget(), draft: widget() })).toEqual({ address: "bad" });
});

test("the policy names the widget's and LiveKit's addresses", () => {
  expect(policyFor("https://speaknode.example", "wss://livekit.example")).toBe(
    "script-src https://speaknode.example; connect-src https://speaknode.example wss://livekit.example https://livekit.example; media-src blob: mediastream:",
  );
});
