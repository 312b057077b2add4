// Drives the dashboard on a running installation: node dashboard.mjs SCENARIO URL MICROPHONE OPTIONS.
// Prints one JSON object. OPTIONS: {"email", "shots": folder for screenshots, "number": a telephone number of nobody}.

import { agentLoudness, openBrowser, violations } from "./browser.mjs";
import { campaigns } from "./campaigns.mjs";
import { editor, furnish } from "./editor.mjs";
import { library, stock } from "./library.mjs";
import { lookThrough, WIDE } from "./looking.mjs";
import { countJumps, exported, skipSilence, talking } from "./talking.mjs";
import { connect, telephony } from "./telephony.mjs";
import { createAgent as createAgentAt, save, saveButton, signIn as signInTo } from "./steps.mjs";

const [scenario, url, microphone, text = "{}"] = process.argv.slice(2);
const options = { email: "dashboard@example.com", shots: null, ...JSON.parse(text) };

const signIn = (page) => signInTo(page, url, options.email);
const createAgent = (page, name) => createAgentAt(page, url, name);

const scenarios = {
  ...editor({ url, signIn, createAgent }),
  ...campaigns({ url, options, signIn, createAgent }),
  ...talking({ url, signIn, createAgent }),
  ...library({ url, signIn, createAgent, tool: options.tool }),
  ...telephony({ url, signIn, createAgent, number: options.number }),

  /** Sign in → create an agent → talk → hear it → see the session with its waveform and turns. */
  async voice(page) {
    await countJumps(page);
    await signIn(page);
    await createAgent(page, "Spoken");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.waitForSelector("audio[data-agent-audio]", { state: "attached", timeout: 60_000 });
    const loudness = await agentLoudness(page, 6000);
    await page.waitForSelector('[role=log] [data-role=user][data-final=true]', { timeout: 60_000 });
    const heard = await page.locator("[role=log] [data-role=user]").first().textContent();
    await page.getByRole("button", { name: "Mute", exact: true }).click();
    const muted = await page.getByRole("button", { name: "Unmute" }).getAttribute("aria-pressed");
    await page.getByRole("button", { name: "End", exact: true }).click();
    await page.getByRole("link", { name: "Open as session" }).click();
    await page.waitForSelector("[data-testid=waveform][data-ready]", { timeout: 180_000 });
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    await page.waitForFunction(() => document.querySelector("[data-testid=transcript] [data-current]"), null, { timeout: 20_000 });
    const turns = await page.locator("[data-testid=transcript] li").count();
    const jumps = await skipSilence(page);
    return { loudness, heard, muted, turns, jumps, violations: await violations(page) };
  },

  /** By text, with a variable that is missing first. */
  async text(page) {
    await signIn(page);
    await createAgent(page, "Written");
    await page.getByRole("tab", { name: "Variables" }).click();
    await page.getByRole("button", { name: "Add a variable" }).click();
    await page.getByLabel("Name: variable_1").fill("customer");
    await page.getByLabel("May be empty: customer").uncheck();
    await save(page);
    await page.locator("label").filter({ hasText: /^Text$/ }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByText("is required").first().waitFor();
    await page.getByRole("textbox", { name: "customer", exact: true }).fill("Ada");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    const box = page.getByRole("textbox", { name: "Write a message" });
    await page.waitForSelector("[data-state=listening]", { timeout: 60_000 });
    await box.fill("hello");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll("[role=log] [data-role=agent]").length > 1, null, { timeout: 60_000 });
    await page.getByRole("button", { name: "End", exact: true }).click();
    await page.goto(`${url}/sessions?channel=text`);
    await page.locator("tbody tr").first().waitFor();
    const csv = await exported(page);
    const seen = { sessions: await page.locator("tbody tr").count(), agent: await page.locator("tbody td").nth(1).textContent(), csv };
    await page.locator("tbody tr a").first().click();
    await page.getByRole("tab", { name: "Analysis" }).click();
    await page.getByText("was not analysed").waitFor();
    await page.getByRole("button", { name: "Analyse", exact: true }).click();
    await page.getByText("asks for nothing").waitFor(); // as nothing is configured; the reason is told
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await page.waitForURL(/\/sessions$/);
    await page.waitForFunction(() => !document.querySelector("tbody tr") && !document.querySelector("[aria-busy=true]"));
    return seen;
  },

  /** Server errors on their field, the leave-guard, two people on one agent, publish and versions. */
  async editing(page, context) {
    await signIn(page);
    const id = await createAgent(page, "Edited");
    await page.getByLabel("Token limit of a conversation").fill("5");
    await saveButton(page).click();
    await page.waitForSelector('[data-path="token_limit"][aria-invalid=true], [data-path="token_limit"] [aria-invalid=true]');
    const fieldError = await page.locator('.mantine-InputWrapper-error').first().textContent();
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByText("Leave without saving?").waitFor();
    await page.getByRole("button", { name: "Stay" }).click();
    await page.getByRole("button", { name: "Discard" }).click();
    // Somebody else, in another tab with the same sign-in.
    const storage = await page.evaluate(() => JSON.stringify(sessionStorage));
    const other = await context.newPage();
    await other.addInitScript((saved) => {
      for (const [name, value] of Object.entries(JSON.parse(saved))) sessionStorage.setItem(name, value);
    }, storage);
    await other.goto(`${url}/agents/${id}`);
    await other.getByLabel("Name").fill("Theirs");
    await save(other);
    await page.bringToFront();
    await page.getByLabel("Name").fill("Mine");
    await page.getByLabel("Prompt").fill("A prompt of mine.");
    await saveButton(page).click();
    await page.getByRole("dialog", { name: "Somebody else changed this" }).waitFor();
    const conflictViolations = await violations(page);
    await page.getByRole("radio", { name: "Name: Theirs" }).check();
    await page.getByRole("button", { name: "Save the merged result" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await save(page);
    const name = await page.getByLabel("Name").inputValue();
    const prompt = await page.getByLabel("Prompt").inputValue();
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Published v1").first().waitFor();
    return { fieldError, name, prompt, violations: conflictViolations };
  },

  /** The token dies in mid-work: a small window signs in again, the form stays, the save goes through. */
  async expired(page) {
    await signIn(page);
    await createAgent(page, "Kept");
    await page.getByLabel("Prompt").fill("Typed before the sign-in expired.");
    await page.evaluate(() => {
      const key = Object.keys(sessionStorage).find((name) => name.startsWith("oidc.user"));
      const user = JSON.parse(sessionStorage.getItem(key));
      sessionStorage.setItem(key, JSON.stringify({ ...user, access_token: "gone", refresh_token: undefined }));
    });
    await saveButton(page).click();
    const dialog = page.getByRole("dialog", { name: "Your sign-in has expired" });
    await dialog.waitFor();
    const [popup] = await Promise.all([page.waitForEvent("popup"), dialog.getByRole("button", { name: "Sign in" }).click()]);
    await popup.fill("#email", options.email);
    await popup.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
    return { prompt: await page.getByLabel("Prompt").inputValue() };
  },

  /** Keys, palette, a key shown once, another space. */
  async around(page) {
    await signIn(page);
    await createAgent(page, "Findable");
    await page.goto(url);
    await page.getByRole("heading", { name: "Home" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await page.waitForURL(/\/sessions/);
    await page.keyboard.press("/");
    await page.getByPlaceholder("Agents, sessions by id or phone").fill("findable");
    await page.getByRole("button", { name: /Findable/ }).first().click();
    await page.waitForURL(/\/agents\/agt_/);
    await page.goto(`${url}/settings?tab=keys`);
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("For a test");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    const secret = await page.getByTestId("secret").textContent();
    await page.getByRole("button", { name: "I have copied it" }).click();
    await page.getByRole("button", { name: "Delete For a test" }).first().click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("No keys yet").waitFor();
    await page.getByRole("tab", { name: "Provider keys" }).click();
    await page.getByRole("button", { name: "Add a provider key" }).click();
    await page.getByRole("dialog").getByRole("combobox", { name: /^Name/ }).fill("openai");
    await page.getByRole("dialog").locator("input[type=password]").fill("sk-test-0123456789abcdef-1234");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByRole("cell", { name: "…1234" }).waitFor();
    await page.getByRole("button", { name: /^Space/ }).click();
    await page.getByRole("menuitem", { name: "New space" }).click();
    await page.getByLabel("Name of the space").fill("Second");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByRole("button", { name: "Space: Second" }).waitFor();
    await page.goto(`${url}/agents`);
    await page.getByText("No agents yet").waitFor();
    return { secret: secret.slice(0, 3) };
  },

  /** Every screen in both languages, light and dark, wide and on a phone: accessible, nothing sticks out. */
  async screens(page) {
    await signIn(page);
    const id = await createAgent(page, "Shown");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.waitForSelector("audio[data-agent-audio]", { state: "attached", timeout: 60_000 });
    await page.getByRole("textbox", { name: "Write a message" }).fill("what is the weather today");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll("[role=log] [data-role=agent]").length > 2, null, { timeout: 90_000 });
    await page.getByRole("button", { name: "End", exact: true }).click();
    await page.getByRole("link", { name: "Open as session" }).click();
    await page.waitForSelector("[data-testid=waveform][data-ready]", { timeout: 180_000 });
    const session = new URL(page.url()).pathname;
    await page.goto(`${url}/agents/${id}`);
    await furnish(page);
    const stocked = { ...(await stock(page, url)), ...(await connect(page, url, options.number, "Shown")) };
    const paths = {
      home: "/", agents: "/agents", "agent-general": `/agents/${id}`, tools: "/tools", tool: "/tools/new", test: `/test?agent=${id}`,
      sessions: "/sessions", "sessions-none": "/sessions?caller=nobody", settings: "/settings", keys: "/settings?tab=keys", credentials: "/settings?tab=credentials", members: "/members", "campaign-new": "/campaigns/new", "do-not-call": "/do-not-call",
      session, "session-tools": `${session}?tab=tools`, "session-analysis": `${session}?tab=analysis`, "session-raw": `${session}?tab=raw`,
      ...stocked,
      ...Object.fromEntries(["languages", "listening", "tools", "switching", "variables", "after", "versions", "widget"].map((tab) => [`agent-${tab}`, `/agents/${id}?tab=${tab}`])),
    }; // prettier-ignore
    const found = await lookThrough(page, url, paths, options.shots);
    return { found, screens: Object.keys(paths).length };
  },
};

const browser = await openBrowser(microphone);
const context = await browser.newContext({ viewport: WIDE, locale: "en-US", colorScheme: "light" });
context.setDefaultTimeout(45_000);
const page = await context.newPage();
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("console", (message) => {
  // Answers of 4xx are shown by the browser as errors; the scenarios ask for some of them.
  if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
});
try {
  console.log(JSON.stringify({ ...(await scenarios[scenario](page, context)), complaints }));
} catch (error) {
  if (options.shots) await page.screenshot({ path: `${options.shots}/failed-${scenario}.png` });
  console.error(error, complaints);
  process.exitCode = 1;
} finally {
  await browser.close();
}
