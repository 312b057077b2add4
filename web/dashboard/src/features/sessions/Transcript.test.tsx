import { MantineProvider } from "@mantine/core";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import type { Turn } from "./timing";
import { Transcript } from "./Transcript";

vi.mock("../../kit/RowLink", () => ({ TextLink: ({ children }: { children: React.ReactNode }) => <a href="#document">{children}</a> }));

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const passage = { knowledge_id: "knw_1", text: "Open from nine to four.", source: "clinic.md", url: null, score: 0.8 };
const turns = Array.from({ length: 600 }, (_, index) => ({
  id: `t${index}`, index, role: index % 2 ? "agent" : "user", text: `Said ${index}`, interrupted: false,
  started_at: at(index * 10), created_at: at(index * 10), passages: index === 1 ? [passage] : [],
})) as unknown as Turn[];
const handoff = { id: "hof_1", to_agent_name: "Billing", rule: "An invoice.", at: at(25) };

test("of hours of talk the beginning is there at once, all of it soon, and a linked turn is brought into view", async () => {
  const arrived = vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(() => {});
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const transcript = (
    <Transcript turns={turns} handoffs={[handoff] as never} startIso={at(0)} currentId="t400" follow={false} onPick={() => {}} />
  );
  flushSync(() => root.render(<MantineProvider>{transcript}</MantineProvider>));
  const lines = () => [...place.querySelectorAll("li")];
  expect(lines().length).toBeLessThan(100);
  await vi.waitFor(() => expect(lines()).toHaveLength(601), { timeout: 20_000 });
  await vi.waitFor(() => expect(arrived.mock.contexts.map((line) => (line as Element).textContent)).toEqual([expect.stringContaining("Said 400")]));
  expect(lines()[1]?.textContent).toContain("Open from nine to four.");
  expect(lines()[3]?.textContent).toContain("Billing");
  root.unmount();
}, 30_000);
