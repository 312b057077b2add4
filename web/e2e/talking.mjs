// Scenarios of the test panel, of a session's detail, and of an API that is away.

import { readFileSync } from "node:fs";
import { violations } from "./browser.mjs";
import { openTab, save, saveBar, saveButton } from "./steps.mjs";

const start = (page) => page.getByRole("button", { name: "Start", exact: true }).click();
const byText = (page) => page.locator("label").filter({ hasText: /^Text$/ }).click();
const listening = (page) => page.waitForSelector("[data-state=listening]", { timeout: 60_000 });

async function say(page, text) {
  await page.getByRole("textbox", { name: "Write a message" }).fill(text);
  await page.keyboard.press("Enter");
}

const WEATHER = [
  {
    name: "weather",
    patterns: { en: ["weather"] },
    tool: { name: "get_weather", arguments: { day: "today" }, reply: { en: "I have looked." }, error_reply: { en: "I could not look." } },
  },
];

export const talking = ({ url, signIn, createAgent }) => ({
  /** No microphone: the panel says why, and the conversation goes on in text. */
  async noMicrophone(page) {
    await signIn(page);
    await createAgent(page, "Unheard");
    await start(page);
    const alert = page.getByRole("alert").filter({ hasText: "No microphone" });
    await alert.waitFor();
    const notice = await alert.textContent();
    const found = await violations(page);
    await alert.getByRole("button", { name: "Go on in text" }).click();
    await listening(page);
    await say(page, "hello");
    await page.waitForFunction(() => document.querySelectorAll("[role=log] [data-role=agent]").length > 1, null, { timeout: 60_000 });
    await page.getByRole("button", { name: "End", exact: true }).click();
    return { notice, violations: found };
  },

  /** Nobody takes the conversation: after ten seconds the cause, and two ways on. */
  async neverJoined(page) {
    await signIn(page);
    await createAgent(page, "Absent");
    await byText(page);
    await start(page);
    const alert = page.getByRole("alert").filter({ hasText: "did not join" });
    await alert.waitFor({ timeout: 60_000 });
    const ways = await alert.getByRole("button").allTextContents();
    const found = await violations(page);
    await alert.getByRole("button", { name: "Try again" }).click();
    await page.waitForSelector("[data-state=connecting]");
    return { ways, violations: found };
  },

  /** A tool that is made, given to an agent and called: seen in the panel, in the session, and in the exported list. */
  async toolCalls(page) {
    await signIn(page);
    const { api_url } = await (await page.request.get(`${url}/config.json`)).json();
    await page.goto(`${url}/tools/new`);
    await page.getByLabel("Code").fill("get_weather");
    await page.getByLabel("Description").fill("Tells the weather.");
    await page.getByRole("textbox", { name: "Address", exact: true }).fill(`${api_url}/v1/demo/weather`);
    await page.getByLabel("Arguments (JSON schema)").fill('{"type": "object", "properties": {"day": {"type": "string"}}}');
    await page.getByLabel("Said before the call").fill("One moment.");
    await page.getByRole("combobox", { name: "Words in other languages" }).or(page.getByRole("textbox", { name: "Words in other languages" })).first().click();
    await page.getByRole("option", { name: "Russian" }).click();
    await page.getByLabel("Said before the call").nth(1).fill("Минуту.");
    await page.getByRole("button", { name: "Say something while waiting" }).nth(1).click();
    await page.getByLabel("Said while waiting").fill("Ещё ищу.");
    await saveButton(page).click();
    await page.waitForURL(/\/tools\/tol|\/tools\/(?!new)/);
    await page.reload();
    await page.waitForSelector("h1");
    const kept = [await page.getByLabel("Said before the call").nth(1).inputValue(), await page.getByLabel("Said while waiting").first().inputValue()];
    if (kept.join() !== "Минуту.,Ещё ищу.") throw new Error(`the words of the language are not kept: ${kept}`);
    await createAgent(page, "Informed");
    await page.getByLabel("Rules", { exact: true }).fill(JSON.stringify(WEATHER));
    await openTab(page, "Tools");
    await page.getByLabel("get_weather").first().check();
    await save(page);
    await byText(page);
    await start(page);
    await listening(page);
    await say(page, "how is the weather");
    await page.getByText("I have looked.").first().waitFor({ timeout: 60_000 });
    const call = page.getByRole("button", { name: /get_weather/ });
    await call.waitFor({ timeout: 60_000 });
    await call.click();
    await page.getByText("Response", { exact: true }).first().waitFor();
    const found = await violations(page);
    await page.getByRole("button", { name: "End", exact: true }).click();
    await page.getByRole("link", { name: "Open as session" }).click();
    await page.getByRole("tab", { name: /^Tool calls · 1/ }).click();
    await page.getByRole("button", { name: /get_weather/ }).waitFor();
    return { call: await page.getByRole("button", { name: /get_weather/ }).textContent(), violations: found };
  },

  /** The network goes away in the middle of work: nothing typed is lost, and everything can be tried again. */
  async offline(page, context) {
    await signIn(page);
    await createAgent(page, "Patient");
    await page.goto(`${url}/agents`);
    await page.getByRole("link", { name: "Patient" }).first().click();
    await page.getByLabel("Prompt").fill("Typed while the API was away.");
    await context.setOffline(true);
    await saveButton(page).click();
    const told = saveBar(page).getByRole("alert");
    await told.waitFor();
    const notice = await told.textContent();
    const found = await violations(page);
    await context.setOffline(false);
    await save(page);
    const prompt = await page.getByLabel("Prompt").inputValue();
    await context.route(/\/v1\/sessions/, (route) => route.abort());
    await page.getByRole("link", { name: "Sessions" }).click();
    const retry = page.getByRole("alert").getByRole("button", { name: "Try again" });
    await retry.waitFor({ timeout: 60_000 });
    await context.unroute(/\/v1\/sessions/);
    await retry.click();
    await page.getByText("No conversations yet").waitFor();
    return { notice, prompt, violations: found };
  },
});

/** How often the player jumped over a silence, from the start of the recording. */
export async function skipSilence(page) {
  await page.getByLabel("Skip silence").check();
  await page.waitForFunction(() => globalThis.jumps > 0, null, { timeout: 60_000 });
  return page.evaluate(() => globalThis.jumps);
}

/** Counts from now on where the sound is moved to, not where it plays. */
export const countJumps = (page) =>
  page.addInitScript(() => {
    globalThis.jumps = 0;
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime");
    Object.defineProperty(HTMLMediaElement.prototype, "currentTime", {
      get,
      set(seconds) {
        if (!this.paused && seconds > this.currentTime + 0.5) globalThis.jumps++;
        set.call(this, seconds);
      },
    });
  });

export const exported = async (page) => {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "CSV" }).click()]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
};
