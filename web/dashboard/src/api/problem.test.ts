import { expect, test } from "vitest";
import { ApiError, errorOf, fieldErrors, pathOf } from "./problem";

const refused = (...pointers: string[]) =>
  new ApiError(422, "invalid", "wrong", pointers.map((pointer) => ({ pointer, message: `bad ${pointer}` })));

test("a pointer becomes a path", () => {
  expect(pathOf("/locales/pt-BR/tts/voice")).toBe("locales.pt-BR.tts.voice");
  expect(pathOf("/variables/0/name")).toBe("variables.0.name");
  expect(pathOf("/headers/a~1b~0c")).toBe("headers.a/b~c");
});

test("errors land on the nearest field that the form shows, others are told in general", () => {
  const shown = new Set(["name", "llm.params"]);
  const sorted = fieldErrors(refused("/name", "/llm/params/depth/0", "/elsewhere"), (path) => shown.has(path));
  expect(sorted.fields).toEqual({ name: "bad /name", "llm.params": "bad /llm/params/depth/0" });
  expect(sorted.general).toEqual(["/elsewhere: bad /elsewhere"]);
});

test("a problem without field errors is general", () => {
  expect(fieldErrors(refused(), () => true).general).toEqual(["wrong"]);
});

test("the request id comes from the header, else from the document", () => {
  const body = { detail: "no", code: "x", instance: "/v1/agents#req-1" };
  expect(errorOf(new Response(null, { status: 500 }), body).requestId).toBe("req-1");
  const headers = { "X-Request-Id": "req-2" };
  expect(errorOf(new Response(null, { status: 500, headers }), body).requestId).toBe("req-2");
});

test("an answer that is no problem document still says something", () => {
  expect(errorOf(new Response(null, { status: 502, statusText: "Bad Gateway" }), undefined).message).toBe("Bad Gateway");
});
