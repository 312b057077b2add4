// Scenarios of campaigns: who calls, whom, and whom not.

import { violations } from "./browser.mjs";
import { choose, saveButton } from "./steps.mjs";

/** What no screen makes yet, asked of the API as the person who is signed in. */
export async function post(page, url, path, body) {
  const { api_url } = await (await page.request.get(`${url}/config.json`)).json();
  const token = await page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith("oidc.user:"));
    return JSON.parse(sessionStorage.getItem(key)).access_token;
  });
  const answer = await page.request.post(api_url + path, { data: body, headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

/** A line to call from that leads nowhere. */
export async function number(page, url, own) {
  const settings = { server: "127.0.0.1:9", transport: "udp", country: "US", allowed_addresses: ["127.0.0.1/32"] };
  const { id } = await post(page, url, "/v1/telephony-accounts", { carrier: "sip", name: "line", settings });
  await post(page, url, "/v1/phone-numbers", { number: own, telephony_account_id: id });
}

/** From the button of the list to the page of the new campaign. */
export async function drawUp(page, url, { name, agent, own }) {
  await page.goto(`${url}/campaigns`);
  await page.getByRole("link", { name: "New campaign" }).first().click();
  await choose(page, "Agent", agent);
  await choose(page, "Numbers to call from", own);
  await page.keyboard.press("Escape");
  await saveButton(page).click();
  const field = page.getByRole("textbox", { name: "Name", exact: true });
  await page.locator("[aria-invalid=true]").waitFor();
  const invalid = await field.getAttribute("aria-invalid");
  await field.fill(name);
  await saveButton(page).click();
  await page.waitForURL(/\/campaigns\/cmp_/);
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  return { id: page.url().split("/").at(-1), invalid };
}

export const campaigns = ({ url, options, signIn, createAgent }) => ({
  /** Drawn up, given people from a file, started, paused, and ended for good. */
  async campaigning(page) {
    await signIn(page);
    await createAgent(page, "Reminder");
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Published v1").first().waitFor();
    await number(page, url, options.own);
    const { id, invalid } = await drawUp(page, url, { name: "Spring", agent: "Reminder", own: options.own });
    await page.getByText("Add contacts").waitFor();
    return { id, invalid, violations: await violations(page) };
  },
});
