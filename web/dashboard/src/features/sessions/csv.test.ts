import { expect, test } from "vitest";
import { csvCell, sessionsCsv } from "./csv";
import { dayStart, type Session } from "./queries";

test("cells are quoted where they must be", () => {
  expect(csvCell('say "hi", now')).toBe('"say ""hi"", now"');
  expect(csvCell(null)).toBe("");
  expect(csvCell(-1.5)).toBe("-1.5");
});

test("text that begins like a formula does not become one; a phone number stays", () => {
  expect(csvCell("=1+1")).toBe("'=1+1");
  expect(csvCell("+cmd|x")).toBe("'+cmd|x");
  expect(csvCell("+79990001122")).toBe("+79990001122");
});

test("one row for each session, readable by Excel", () => {
  const text = sessionsCsv([{ id: "ses_1", agent_name: "Ада", variables: { a: 1 } } as unknown as Session]);
  expect(text.startsWith("\uFEFFid,")).toBe(true);
  expect(text.split("\r\n")[1]).toContain('ses_1,,,Ада');
  expect(text).toContain('"{""a"":1}"');
});

test("a day of the reader begins at midnight of the reader", () => {
  expect(dayStart("2026-03-01")).toBe(new Date(2026, 2, 1).toISOString());
  expect(dayStart("2026-02-28", 1)).toBe(new Date(2026, 2, 1).toISOString());
});
