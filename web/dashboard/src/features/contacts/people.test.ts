import { expect, test } from "vitest";
import { leftOver, nobody, written } from "./people";

const ann = { number: "+15550001", zone: null, variables: { name: "Ann" } };

test("empty lines are nobody, and spaces around a number do not count", () => {
  expect(written([nobody(), { ...ann, number: " +15550001 ", errors: {} }])).toEqual([ann]);
});

test("who was not taken stays, with what is wrong at its field", () => {
  const wrong = { ...ann, number: "12" };
  const answer = { added: 1, duplicates: 0, errors: [{ index: 1, errors: [{ pointer: "/number", message: "is no number" }] }] };
  expect(leftOver([ann, wrong], answer)).toEqual([{ ...wrong, errors: { number: "is no number" } }]);
});
