import { expect, test } from "vitest";
import type { PublicAgent } from "../src/config";
import { variablesOfUrl } from "../src/variables";

const declared = (types: Record<string, string>): PublicAgent["variables"] =>
  Object.entries(types).map(([name, type]) => ({ name, type }) as PublicAgent["variables"][number]);

test("only what the agent declares is read, in its type", () => {
  const query = "?name=%D0%AD%D0%B4%D1%81%D0%B3%D0%B5%D1%80&age=72&rate=0.5&vip=true&utm_source=x&other=1";
  expect(variablesOfUrl(query, declared({ name: "string", age: "integer", rate: "number", vip: "boolean" }))).toEqual({
    name: "Эдсгер",
    age: 72,
    rate: 0.5,
    vip: true,
  });
});

test.each([
  ["age=7.5", { age: "integer" }],
  ["age=", { age: "integer" }],
  ["age=seventy", { age: "number" }],
  ["age=Infinity", { age: "number" }],
  ["vip=maybe", { vip: "boolean" }],
  [`name=${"x".repeat(2001)}`, { name: "string" }],
  ["utm_source=x", { utm_source: "string" }],
])("what is of another type or too long is left out: %s", (query, types) => {
  expect(variablesOfUrl(query, declared(types as unknown as Record<string, string>))).toEqual({});
});

test("all together stay under eight kilobytes and fifty", () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`v${index}`, "string"]));
  const query = (value: string) => new URLSearchParams(Object.keys(many).map((name) => [name, value])).toString();
  expect(Object.keys(variablesOfUrl(query("x"), declared(many)))).toHaveLength(50);
  expect(Object.keys(variablesOfUrl(query("x".repeat(1000)), declared(many)))).toHaveLength(8);
});
