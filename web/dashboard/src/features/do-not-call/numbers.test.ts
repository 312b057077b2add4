import { expect, test } from "vitest";
import { ApiError } from "../../api/problem";
import { named, numbersOf } from "./numbers";

test("pasted numbers are parted by lines, commas and semicolons, not by spaces", () => {
  expect(numbersOf("+1 415 555 0101\r\n\n+14155550102, +14155550103;")).toEqual(["+1 415 555 0101", "+14155550102", "+14155550103"]);
});

test("a wrong number is told by itself, not by its place", () => {
  const error = new ApiError(422, "invalid", "invalid", [
    { pointer: "/numbers/1", message: "is no number" },
    { pointer: "/reason", message: "is too long" },
  ]);
  const told = named(error, ["+14155550102", "12"]) as ApiError;
  expect(told.errors).toEqual([
    { pointer: "/numbers", message: "12: is no number" },
    { pointer: "/reason", message: "is too long" },
  ]);
});
