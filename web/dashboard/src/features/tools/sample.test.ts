import { expect, test } from "vitest";
import type { ToolInput } from "./queries";
import { sampleOf } from "./sample";

test("a trial begins with arguments of the right types, from all parts of the request", () => {
  const tool = {
    parameters: {
      type: "object",
      properties: {
        city: { type: "string", examples: ["Berlin"] },
        days: { type: ["integer", "null"] },
        unit: { enum: ["C", "F"] },
        exact: { type: "boolean", default: true },
        where: { type: "object", properties: { zip: { type: "string" } } },
        tags: { type: "array", items: { type: "string" } },
      },
    },
    path_parameters: { type: "object", properties: { id: { type: "number" } } },
    query_parameters: null,
  } as unknown as ToolInput;
  expect(sampleOf(tool)).toEqual({ city: "Berlin", days: 0, unit: "C", exact: true, where: { zip: "" }, tags: [], id: 0 });
});

test("a schema that is no schema (yet) gives no arguments", () => {
  expect(sampleOf({ parameters: "{" } as unknown as ToolInput)).toEqual({});
});
