// Scenarios of telephony: an account, its numbers, and the doctor.

import { violations } from "./browser.mjs";
import { choose, save, saveButton } from "./steps.mjs";

/** A trunk whose other side is not there; returns the account's id. */
async function addTrunk(page, url) {
  await page.goto(`${url}/telephony-accounts/new`);
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("PBX");
  await page.getByLabel("Server of the PBX or trunk").fill("127.0.0.1:9");
  await page.getByRole("combobox", { name: "Addresses that may call in" }).fill("203.0.113.7");
  await page.keyboard.press("Enter");
  await saveButton(page).click();
  await page.waitForURL(/\/telephony-accounts\/tel_/);
  await page.locator("[data-status=ready]").waitFor({ timeout: 90_000 });
  return page.url().split("/").at(-1);
}

async function bind(page, url, number, agent) {
  await page.goto(`${url}/phone-numbers/new`);
  await choose(page, "Account", "PBX");
  await page.getByRole("textbox", { name: "Number", exact: true }).fill(number);
  await choose(page, "Who answers", agent);
  await saveButton(page).click();
  await page.waitForURL(/\/phone-numbers\/pn_/);
  return page.url().split("/").at(-1);
}

async function explain(page, number, source) {
  await page.getByRole("combobox", { name: "Number that is called" }).fill(number);
  await page.keyboard.press("Escape");
  await page.getByLabel("Address of the other side").fill(source);
  await page.getByRole("button", { name: "Explain", exact: true }).click();
}

export const telephony = ({ url, signIn, createAgent, number }) => ({
  /** Wrong settings land on their fields; a trunk is set up, tested, given a number; the doctor tells who is let in. */
  async telephony(page) {
    await signIn(page);
    await createAgent(page, "Operator");
    await page.goto(`${url}/telephony-accounts/new`);
    await page.getByRole("textbox", { name: "Name", exact: true }).fill("PBX");
    await page.getByLabel("Server of the PBX or trunk").fill("not a server");
    await saveButton(page).click();
    await page.locator("input[aria-invalid=true]").first().waitFor();
    const wrong = await page.locator(".mantine-InputWrapper-error").allTextContents();
    const formViolations = await violations(page);
    await page.getByRole("button", { name: "Discard" }).click();
    const account = await addTrunk(page, url);
    await page.getByRole("button", { name: "Test the connection" }).click();
    const answers = await page.locator("[data-ok]").getAttribute("data-ok");
    await bind(page, url, number, "Operator");
    await page.getByLabel("If no agent can answer, call").fill("nobody");
    await saveButton(page).click();
    await page.locator("input[aria-invalid=true]").waitFor();
    await page.getByLabel("If no agent can answer, call").fill("+12025550199");
    await save(page);
    await page.goto(`${url}/phone-numbers?tab=doctor`);
    await explain(page, number, "198.51.100.1");
    await page.locator("[data-ok=false]").waitFor();
    const refused = await page.locator("[data-ok=false]").textContent();
    await explain(page, number, "203.0.113.7");
    await page.locator("[data-ok=true]").waitFor();
    const doctorViolations = await violations(page);
    await page.goto(`${url}/phone-numbers`);
    await page.getByRole("link", { name: number }).click();
    await page.getByRole("button", { name: "Unbind" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Unbind" }).click();
    await page.getByText("No phone numbers yet").waitFor();
    await page.goto(`${url}/telephony-accounts/${account}`);
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("No telephony accounts yet").waitFor();
    return { wrong, answers, refused, violations: [...formViolations, ...doctorViolations] };
  },
});

/** An account and a number: screens are looked at with something in them. Returns their paths. */
export async function connect(page, url, number, agent) {
  const account = await addTrunk(page, url);
  const bound = await bind(page, url, number, agent);
  return {
    numbers: "/phone-numbers", accounts: "/phone-numbers?tab=accounts", doctor: "/phone-numbers?tab=doctor",
    number: `/phone-numbers/${bound}`, "number-new": "/phone-numbers/new", account: `/telephony-accounts/${account}`, "account-new": "/telephony-accounts/new",
  }; // prettier-ignore
}
