// Scenarios of campaigns: who calls, whom, and whom not.

import { readFileSync } from "node:fs";
import { violations } from "./browser.mjs";
import { lookThrough } from "./looking.mjs";
import { choose, openTab, save, saveButton } from "./steps.mjs";

/** What no screen makes yet, asked of the API as the person who is signed in. */
async function post(page, url, path, body) {
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
async function number(page, url, own) {
  const settings = { server: "127.0.0.1:9", transport: "tcp", country: "US", allowed_addresses: ["127.0.0.1/32"] };
  const { id } = await post(page, url, "/v1/telephony-accounts", { carrier: "sip", name: "line", settings });
  return (await post(page, url, "/v1/phone-numbers", { number: own, telephony_account_id: id })).id;
}

/** A campaign that could start, and begins tomorrow. */
async function tomorrow(page, url, own) {
  const { id: agent_id } = await post(page, url, "/v1/agents", { name: "Reminder" });
  await post(page, url, `/v1/agents/${agent_id}/publish`);
  const start_at = new Date(Date.now() + 86_400_000).toISOString();
  const settings = { name: "Autumn", agent_id, phone_number_ids: [await number(page, url, own)], start_at };
  const { id } = await post(page, url, "/v1/campaigns", settings);
  await post(page, url, `/v1/campaigns/${id}/contacts`, { contacts: [{ number: "+14155550104" }] });
  return id;
}

/** From the button of the list to the page of the new campaign. */
async function drawUp(page, url, { name, agent, own }) {
  await page.goto(`${url}/campaigns`);
  await page.getByRole("link", { name: "New campaign" }).first().click();
  await choose(page, "Agent", agent);
  await choose(page, "Numbers to call from", own);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove window 1" }).click(); // At any time of the day.
  await choose(page, "What is done", "Leave a message");
  await page.getByLabel("Pause when too many who answer hear nobody").check();
  await saveButton(page).click();
  const field = page.getByRole("textbox", { name: "Name", exact: true });
  await page.locator("[aria-invalid=true]").first().waitFor();
  const invalid = await page.locator("[aria-invalid=true]").evaluateAll((inputs) => inputs.map((input) => input.labels[0].firstChild.textContent));
  await field.fill(name);
  await page.getByRole("textbox", { name: "Message", exact: true }).fill("Please call us back.");
  await saveButton(page).click();
  await page.waitForURL(/\/campaigns\/cmp_/);
  await page.getByRole("heading", { name, level: 1 }).waitFor();
  return { id: page.url().split("/").at(-1), invalid };
}

const PEOPLE = "Telephone;Customer;City\n+1 415 555 0101;Ann;Rome\n12;Nobody;Riga\n+14155550102;Bob;Oslo\n";

/** From the campaign's page through a file with one wrong row. */
async function importPeople(page) {
  await page.getByRole("link", { name: "Add contacts" }).first().click();
  const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(PEOPLE) };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("region", { name: "Which column is what" }).getByText("Rome").waitFor();
  const field = (name) => page.getByRole("textbox", { name, exact: true }).or(page.getByRole("combobox", { name, exact: true })).first().inputValue();
  const suggested = [await field("Telephone number"), await field("customer")];
  const wrong = await violations(page);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("2 added, 1 left out").waitFor({ timeout: 90_000 });
  return { suggested, wrong };
}

/** What is asked once more, in a dialog. */
const sure = (page, name) => page.getByRole("dialog").getByRole("button", { name, exact: true }).click();

const menu = async (page, item) => {
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

/** What a file holds that the browser saves at a click. */
async function saved(page, click) {
  const [file] = await Promise.all([page.waitForEvent("download"), click()]);
  return readFileSync(await file.path(), "utf8");
}

export const campaigns = ({ url, options, signIn, createAgent }) => ({
  /** Drawn up, given people from a file, started, paused, and ended for good. */
  async campaigning(page) {
    await signIn(page);
    await createAgent(page, "Reminder");
    await openTab(page, "Variables");
    await page.getByRole("button", { name: "Add a variable" }).click();
    await page.getByLabel("Name: variable_1").fill("customer");
    await page.getByLabel("May be empty: customer").uncheck();
    await save(page);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByText("Published v1").first().waitFor();
    await number(page, url, options.own);
    const { id, invalid } = await drawUp(page, url, { name: "Spring", agent: "Reminder", own: options.own });
    await page.getByText("Before it can start").waitFor();
    const { suggested, wrong } = await importPeople(page);
    const left = await saved(page, () => page.getByRole("button", { name: "Rows left out: people.csv" }).click());
    const byHand = page.getByRole("group", { name: "Contact 1" });
    await byHand.getByLabel("Number").fill("nobody");
    await byHand.getByLabel("customer").fill("Eve");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await byHand.locator("[aria-invalid=true]").waitFor();
    await byHand.getByLabel("Number").fill("+14155550103");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("1 contact added").waitFor();
    await page.getByRole("link", { name: "To the campaign" }).click();
    await page.getByText("customer: Eve").waitFor();
    const people = await page.locator("tbody tr").count();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("link", { name: /^Failed/ }).first().waitFor({ timeout: 120_000 });
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByRole("button", { name: "Resume", exact: true }).waitFor();
    await choose(page, "Show contacts that are", /^Waiting/);
    wrong.push(...(await violations(page)));
    await menu(page, "End it for good");
    await page.getByRole("dialog").getByRole("button", { name: "End it for good" }).click();
    await choose(page, "Show contacts that are", /^Canceled \(3/);
    await page.locator("tbody tr").nth(2).waitFor();
    const results = await saved(page, () => menu(page, "Export results as CSV"));
    const at = `/campaigns/${id}`;
    const paths = { campaigns: "/campaigns", campaign: at, contacts: `${at}/contacts`, "campaign-edit": `${at}/edit` };
    const found = await lookThrough(page, url, paths, options.shots);
    return { invalid, suggested, left, people, results, found, violations: wrong };
  },

  /** Scheduled, held, copied, ended and thrown away. */
  async steering(page) {
    await signIn(page);
    const id = await tomorrow(page, url, options.own);
    await page.goto(`${url}/campaigns/${id}`);
    const title = page.getByRole("heading", { level: 1 }).locator("..");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await sure(page, "Start");
    await title.getByText("Scheduled").waitFor();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await title.getByText("Paused").waitFor();
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await title.getByText("Scheduled").waitFor();
    await menu(page, "Make a copy");
    await page.getByRole("heading", { name: "Autumn (copy)", level: 1 }).waitFor();
    await menu(page, "Delete");
    await sure(page, "Delete");
    await page.getByRole("link", { name: "Autumn", exact: true }).click();
    await menu(page, "End it for good");
    await sure(page, "End it for good");
    await title.getByText("Canceled").waitFor();
    await menu(page, "Delete");
    await sure(page, "Delete");
    await page.getByText("No campaigns yet").waitFor();
    return {};
  },

  /** The list of the whole installation, by somebody who administers it. */
  async neverCalling(page) {
    await signIn(page);
    await page.getByRole("link", { name: "Do not call anywhere" }).click();
    await page.getByRole("button", { name: "Add numbers" }).click();
    const writing = page.getByRole("dialog", { name: "Add numbers" });
    await writing.getByLabel("Numbers").fill(options.own);
    await writing.getByRole("button", { name: "Add numbers" }).click();
    await page.getByText("1 number is on the list").waitFor();
    const search = page.getByRole("searchbox", { name: "Find a number" });
    await page.goto(`${url}/do-not-call`);
    await search.fill(options.own);
    await page.getByText(`${options.own} is not on the list`).waitFor();
    await page.goto(`${url}/platform/do-not-call`);
    await search.fill(options.own);
    const remove = page.getByRole("button", { name: `Remove ${options.own}` });
    await remove.waitFor();
    const found = await violations(page);
    await remove.click();
    await sure(page, "Remove");
    await page.getByText(`${options.own} is not on the list`).waitFor();
    return { violations: found };
  },

  /** How much may be called in a day and to one number: a wrong limit is told at its field, right ones are kept. */
  async limiting(page) {
    await signIn(page);
    await page.goto(`${url}/campaigns`);
    const open = () => page.getByRole("button", { name: "Limits", exact: true }).click();
    await open();
    const dialog = page.getByRole("dialog", { name: "Limits" });
    await dialog.getByLabel("Calls a day").fill("200");
    await dialog.getByLabel("Spend a day").fill("12.50");
    await dialog.getByRole("switch", { name: "Limit calls to one number" }).check();
    await dialog.getByLabel("In so many days").fill("500");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.locator("[aria-invalid=true]").waitFor();
    await dialog.getByLabel("In so many days").fill("14");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.reload();
    await open();
    const kept = [];
    for (const name of ["Calls a day", "Minutes a day", "Spend a day, $", "Calls to one number", "In so many days"]) kept.push(await dialog.getByRole("textbox", { name, exact: true }).inputValue());
    return { kept, violations: await violations(page) };
  },

  /** Numbers written, imported, found, and taken off the list. */
  async notCalling(page) {
    await signIn(page);
    await page.goto(`${url}/do-not-call`);
    await page.getByRole("button", { name: "Add numbers" }).click();
    const writing = page.getByRole("dialog", { name: "Add numbers" });
    await writing.getByLabel("Numbers").fill("+14155550101\nnobody");
    await writing.getByRole("button", { name: "Add numbers" }).click();
    await writing.getByText(/^nobody: /).waitFor();
    await writing.getByLabel("Numbers").fill("+14155550101, +1 415 555 0102");
    await writing.getByLabel("Reason").fill("Asked us");
    await writing.getByRole("button", { name: "Add numbers" }).click();
    await page.getByText("2 numbers are on the list").waitFor();
    await page.getByRole("button", { name: "From a file" }).click();
    const importing = page.getByRole("dialog", { name: "From a file" });
    const file = { name: "stop.csv", mimeType: "text/csv", buffer: Buffer.from("phone\n+14155550103\n12\n") };
    await importing.locator("input[type=file]").setInputFiles(file);
    await importing.getByRole("button", { name: "Import", exact: true }).click();
    await importing.getByText("1 number is on the list. 1 row was left out.").waitFor();
    const found = await violations(page);
    await importing.getByRole("button", { name: "Close" }).last().click();
    await page.locator("tbody tr").nth(2).waitFor();
    const search = page.getByRole("searchbox", { name: "Find a number" });
    await search.fill("+14155550199");
    await page.getByText("+14155550199 is not on the list").waitFor();
    await search.fill("+1 415 555 0102");
    await page.getByRole("button", { name: "Remove +14155550102" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("+1 415 555 0102 is not on the list").waitFor();
    await search.fill("");
    await page.locator("tbody tr").nth(1).waitFor();
    return { rows: await page.locator("tbody tr").count(), violations: [...found, ...(await violations(page))] };
  },
});
