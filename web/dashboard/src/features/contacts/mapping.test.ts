import { expect, test } from "vitest";
import { mappingOf, suggested } from "./mapping";
import type { Preview } from "./queries";

const preview: Preview = {
  columns: ["Phone", "Name", "City"],
  rows: [["+15550001", "Ann", "Rome"]],
  encoding: "utf-8",
  delimiter: ",",
  suggestion: { phone: "Phone", zone: null, variables: { name: "Name", gone: "City" } },
};

test("every variable of the agent has a field, and only those", () => {
  expect(suggested(preview, ["name", "debt"])).toMatchObject({ phone: "Phone", zone: null, variables: { name: "Name", debt: "" } });
});

test("what has no column is left out; a country is written as the API has it", () => {
  const values = { ...suggested(preview, ["name", "debt"]), default_country: " de " };
  expect(mappingOf(values)).toEqual({ phone: "Phone", zone: null, variables: { name: "Name" }, default_country: "DE", trust_zones: false });
  expect(mappingOf({ ...values, default_country: "" }).default_country).toBeNull();
});
