import { QueryClient } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { refresh, waitMs } from "./live";

test("it waits longer each time, up to half a minute, never all at once", () => {
  expect(waitMs(0, 0)).toBe(500);
  expect(waitMs(0, 1)).toBe(1000);
  expect(waitMs(3, 1)).toBe(8000);
  expect(waitMs(20, 1)).toBe(30_000);
});

test("what is told of a campaign refreshes it and the list, not the sessions", () => {
  const client = new QueryClient();
  const asked = vi.spyOn(client, "invalidateQueries").mockResolvedValue();
  refresh(client, { id: "1", type: "campaign.progress", session_id: null, at: "", data: { campaign_id: "cmp_1" } });
  expect(asked.mock.calls.map(([filters]) => filters?.queryKey)).toEqual([["campaigns"], ["campaign", "cmp_1"]]);
});
