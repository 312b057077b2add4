import { expect, test } from "vitest";
import { BLANK, createOf, updateOf, valuesOf } from "./model";

test("an empty fallback is none, and a version without an agent too", () => {
  const body = createOf({ ...BLANK, number: "+12025550143", telephony_account_id: "tel_1", agent_version: 3 });
  expect([body.fallback_destination, body.agent_version, body.number, body.buy]).toEqual([null, null, "+12025550143", false]);
});

test("what was read is sent back unchanged", () => {
  const settings = { locale: "ru", variables: { city: "Tver" }, ring_timeout_s: 20, max_duration_s: 600 };
  const number = {
    id: "pn_1", space_id: "spc_1", number: "+12025550143", telephony_account_id: "tel_1", agent_id: "agt_1", agent_version: 2,
    external_agent_id: null, fallback_destination: { number: "+12025550199" }, settings, carrier_ref: null, created_at: "", updated_at: "", revision: 4,
  }; // prettier-ignore
  expect(updateOf(valuesOf(number))).toEqual({
    agent_id: "agt_1",
    agent_version: 2,
    external_agent_id: null,
    fallback_destination: { number: "+12025550199" },
    settings,
  });
});
