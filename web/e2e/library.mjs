// Scenarios of what a space keeps for its agents: knowledge and sounds.

import { violations } from "./browser.mjs";
import { choose, save, saveButton } from "./steps.mjs";

const text = (name, content) => ({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
// Above what goes with the request: this one takes the storage's link.
const manual = () => text("manual.txt", "The manual of the kettle.\n".padEnd(900_000, "Fill it with water, close the lid and press the switch.\n"));

async function addKnowledge(page, url, files, addresses = "") {
  await page.goto(`${url}/knowledge`);
  await page.getByRole("button", { name: "Add knowledge" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Add knowledge" });
  await dialog.locator("input[type=file]").setInputFiles(files);
  await dialog.getByLabel("Addresses of web pages").fill(addresses);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  return dialog;
}

/** A WAV of silence. */
function wav(name, seconds) {
  const rate = 16_000;
  const size = 2 * rate * seconds;
  const buffer = Buffer.alloc(44 + size);
  buffer.write("RIFF", 0);
  buffer.writeUInt32LE(36 + size, 4);
  buffer.write("WAVEfmt ", 8);
  buffer.writeUInt32LE(16, 16);
  buffer.writeUInt16LE(1, 20); // PCM
  buffer.writeUInt16LE(1, 22); // mono
  buffer.writeUInt32LE(rate, 24);
  buffer.writeUInt32LE(2 * rate, 28);
  buffer.writeUInt16LE(2, 32);
  buffer.writeUInt16LE(16, 34);
  buffer.write("data", 36);
  buffer.writeUInt32LE(size, 40);
  return { name, mimeType: "audio/wav", buffer };
}

async function upload(page, files) {
  await page.getByRole("button", { name: "Upload sounds" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Upload sounds" });
  await dialog.locator("input[type=file]").setInputFiles(files);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  return dialog;
}

const inState = (page, name, status) => page.getByRole("row", { name }).locator(`[data-status=${status}]`).waitFor({ timeout: 90_000 });

export const library = ({ url, signIn, createAgent, tool }) => ({
  /** Files and a refused address at once; read, asked a question, given to an agent, deleted. */
  async knowledge(page) {
    await signIn(page);
    const agent = await createAgent(page, "Reader");
    const prices = text("prices.md", "# Delivery\n\nDelivery in the city costs 5 euros.\n");
    const dialog = await addKnowledge(page, url, [prices, text("empty.txt", " "), manual()], "not-an-address");
    const refused = await dialog.locator("[data-state=failed]").textContent();
    const dialogViolations = await violations(page);
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    await inState(page, "prices.md", "ready");
    await inState(page, "manual.txt", "ready");
    await inState(page, "empty.txt", "failed");
    await page.getByRole("link", { name: "prices.md" }).click();
    await page.getByLabel("What an agent would find while it talks.").fill("what does delivery cost");
    await page.keyboard.press("Enter");
    const passage = await page.getByTestId("passage").first().textContent();
    await page.goto(`${url}/agents/${agent}?tab=tools`);
    await page.getByRole("checkbox", { name: "prices.md" }).check();
    await save(page);
    await page.reload();
    const isChosen = await page.getByRole("checkbox", { name: "prices.md" }).isChecked();
    await page.goto(`${url}/knowledge`);
    await page.getByRole("link", { name: "manual.txt" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("link", { name: "manual.txt" }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "empty.txt" }).waitFor();
    return { refused, passage, isChosen, violations: dialogViolations };
  },

  /** A whole tool is made here: with a secret, a retry and what its answer fills; then it is tried against the far side. */
  async tools(page) {
    await signIn(page);
    await page.goto(`${url}/tools/new`);
    await page.getByLabel("Code").fill("get_weather");
    await page.getByLabel("Description").fill("The weather in a city.");
    await page.getByRole("textbox", { name: "Address", exact: true }).fill(tool);
    await page.getByLabel("Arguments (JSON schema)").fill('{"type": "object", "properties": {"day": {"type": "string", "default": "tomorrow"}}}');
    await page.getByRole("button", { name: "Add a secret" }).click();
    await page.getByRole("combobox", { name: "Provider key or secret" }).fill("Not A Name");
    await saveButton(page).click();
    await page.locator("[aria-invalid=true]").waitFor();
    const wrong = await page.getByRole("combobox", { name: "Provider key or secret" }).getAttribute("aria-invalid");
    await page.getByRole("button", { name: "Remove secret 1" }).click();
    await page.getByRole("button", { name: "Answer and retries" }).click();
    await page.getByLabel("Variables from the answer").fill('{"sky": "$.note"}');
    await page.getByLabel("Attempts").fill("3");
    await save(page);
    await page.reload();
    const kept = { attempts: await page.getByLabel("Attempts").inputValue(), mapping: JSON.parse(await page.getByLabel("Variables from the answer").inputValue()) };
    const trial = page.getByRole("group", { name: "Try it" });
    kept.sample = JSON.parse(await trial.getByLabel("Arguments").inputValue());
    await trial.getByRole("button", { name: "Send" }).click();
    const exchange = await page.getByTestId("exchange").textContent();
    await page.getByRole("button", { name: "Query, body and schemas of single parts" }).click();
    await page.getByRole("textbox", { name: /^Body/ }).first().fill("{");
    const isHeldBack = await trial.getByRole("button", { name: "Send" }).isDisabled();
    await saveButton(page).click();
    await page.getByRole("alert").getByText("The body is not JSON yet.").waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    return { wrong, kept, exchange, isHeldBack, violations: await violations(page) };
  },

  /** A small one and one by link; a file that is none is refused; one is uploaded in the editor and stays chosen. */
  async sounds(page) {
    await signIn(page);
    const agent = await createAgent(page, "Quiet");
    await page.goto(`${url}/sounds`);
    const broken = { name: "broken.mp3", mimeType: "audio/mpeg", buffer: Buffer.from("no sound") };
    const dialog = await upload(page, [wav("rain.wav", 3), broken, wav("sea.wav", 30)]);
    await dialog.locator("[data-state=failed]").waitFor();
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    const refused = await page.getByRole("row", { name: /broken/ }).count();
    await page.getByRole("button", { name: "Listen sea" }).click();
    await page.getByRole("button", { name: "Stop sea" }).click();
    await page.getByRole("button", { name: "Delete rain" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("row", { name: /rain/ }).waitFor({ state: "detached" });
    const listViolations = await violations(page);
    await page.goto(`${url}/agents/${agent}?tab=languages`);
    await choose(page, "Background", "sea");
    await upload(page, [wav("wind.wav", 2)]);
    await page.getByRole("button", { name: "Listen wind" }).waitFor();
    await save(page);
    await page.reload();
    await page.getByRole("button", { name: "Listen wind" }).waitFor();
    const chosen = await page.getByLabel("Background", { exact: true }).first().inputValue();
    return { refused, chosen, violations: [...listViolations, ...(await violations(page))] };
  },
});

/** One of each: screens are looked at with something in them. Returns their paths. */
export async function stock(page, url) {
  await addKnowledge(page, url, [text("prices.md", "# Delivery\n\nDelivery costs 5 euros.\n"), text("empty.txt", " ")]);
  await inState(page, "prices.md", "ready");
  await inState(page, "empty.txt", "failed");
  const at = async (name) => new URL(await page.getByRole("link", { name }).evaluate((link) => link.href)).pathname;
  const paths = { knowledge: "/knowledge", "knowledge-ready": await at("prices.md"), "knowledge-failed": await at("empty.txt"), sounds: "/sounds" };
  await page.goto(`${url}/sounds`);
  await upload(page, [wav("rain.wav", 3)]);
  await page.getByRole("button", { name: "Listen rain" }).waitFor();
  return paths;
}
