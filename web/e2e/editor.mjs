// Scenarios of the agent's editor.

import { readFileSync } from "node:fs";
import { violations } from "./browser.mjs";
import { choose, openTab, save, saveBar, saveButton } from "./steps.mjs";

export const editor = ({ url, signIn, createAgent }) => ({
  /** Providers, voices and their settings from the catalogue; lists and optional groups; an error in a tab that is not open. */
  async configuring(page) {
    await signIn(page);
    await createAgent(page, "Configured");
    await page.getByRole("button", { name: "Add a replacement" }).first().click();
    await openTab(page, "After");
    await page.getByRole("button", { name: "Add: Facts to find" }).click();
    const fact = page.getByRole("group", { name: "Facts to find 1" });
    await fact.getByLabel("What it is").fill("What was ordered.");
    await page.getByLabel("Name", { exact: true }).fill("two words");
    await openTab(page, "Tools");
    await saveButton(page).click();
    await page.locator("[role=tab][data-wrong]").waitFor();
    const wrongTabs = await page.locator("[role=tab][data-wrong]").allTextContents();
    await page.locator("[role=tab][data-wrong]").click();
    const name = page.getByLabel("Name", { exact: true });
    const invalid = await name.getAttribute("aria-invalid");
    await name.fill("order_number");
    await page.getByRole("button", { name: "Add: What to judge" }).click();
    await page.getByRole("group", { name: "What to judge 1" }).getByLabel("Name").fill("was_polite");
    await page.getByLabel("True when").fill("The agent stayed polite.");
    await openTab(page, "Languages");
    await choose(page, "Voice", /./);
    const voice = await page.getByRole("combobox", { name: "Voice", exact: true }).or(page.getByLabel("Voice", { exact: true })).first().inputValue();
    await page.getByLabel("Pitch").fill("70");
    await page.getByRole("button", { name: "Own words of this language" }).click();
    await page.getByLabel("Last words").fill("So long.");
    await openTab(page, "Tools");
    await page.getByLabel("Ask for keys of the phone").check();
    await page.getByLabel("Keys at most").fill("4");
    await page.getByRole("button", { name: "Add: Transfer the call to" }).click();
    await page.getByLabel("Name for the LLM").fill("billing");
    await page.getByLabel("Number or SIP address").fill("+14155550100");
    await page.getByLabel("When to").fill("Questions about money.");
    const editorViolations = await violations(page);
    await save(page);
    await page.reload();
    const kept = { keys: await page.getByLabel("Keys at most").inputValue(), transfer: await page.getByLabel("Name for the LLM").inputValue() };
    await openTab(page, "Languages");
    kept.pitch = await page.getByLabel("Pitch").inputValue();
    kept.lastWords = await page.getByLabel("Last words").inputValue();
    kept.voice = await page.getByLabel("Voice", { exact: true }).first().inputValue();
    await openTab(page, "After");
    kept.facts = await page.getByLabel("Name", { exact: true }).evaluateAll((inputs) => inputs.map((input) => input.value));
    await openTab(page, "General");
    kept.replacements = await page.getByRole("button", { name: /^Remove replacement/ }).count();
    await saveBar(page).waitFor({ state: "hidden" });
    return { wrongTabs, invalid, voice, kept, violations: editorViolations };
  },

  /** Two versions: compared, named, shared by weight, brought back; then taken from the public. */
  async versions(page) {
    await signIn(page);
    await createAgent(page, "Versioned");
    const publish = async (prompt, version) => {
      await page.getByLabel("Prompt").fill(prompt);
      await save(page);
      await page.getByRole("button", { name: /^Publish/ }).click();
      await page.getByText(`Published v${version}`).first().waitFor();
    };
    await publish("The first prompt.", 1);
    await publish("The second prompt.", 2);
    await openTab(page, "Versions");
    await page.getByRole("button", { name: "Label v1" }).click();
    const naming = page.getByRole("dialog", { name: "Label v1" });
    await naming.getByRole("textbox").fill("Not A Label");
    await page.keyboard.press("Enter");
    await naming.locator("[aria-invalid=true]").waitFor();
    await naming.getByRole("textbox").fill("stable");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Remove the label stable" }).waitFor();
    await page.getByRole("button", { name: "Compare with the draft: v1" }).click();
    const difference = await page.getByRole("table", { name: "v1 → Draft" }).getByRole("row").nth(1).textContent();
    const versionViolations = await violations(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Share between versions" }).click();
    await page.getByLabel("Weight 2").fill("3");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("button", { name: "Apply", disabled: true }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Remove the label stable" }).waitFor();
    const shares = [await page.getByLabel("Weight 1").inputValue(), await page.getByLabel("Weight 2").inputValue()];
    await page.getByRole("button", { name: "Restore v1" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await openTab(page, "General");
    const prompt = await page.getByLabel("Prompt").inputValue();
    await page.getByRole("button", { name: "Actions" }).click();
    await page.getByRole("menuitem", { name: "Unpublish" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Unpublish" }).click();
    await page.getByText("Draft", { exact: true }).first().waitFor();
    return { difference, shares, prompt, violations: versionViolations };
  },

  /** An agent leaves as a file and comes back; what of an assistant of Vapi is lost is told; so is what of a version is no more. */
  async documents(page) {
    await signIn(page);
    await createAgent(page, "Papers");
    await openTab(page, "Variables");
    await page.getByRole("button", { name: "Add a variable" }).click();
    await page.getByLabel("Allowed values: variable_1").fill("a");
    await page.keyboard.press("Enter");
    await save(page);
    const leaving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Actions" }).click();
    await page.getByRole("menuitem", { name: "Export as YAML" }).click();
    const file = await leaving;
    const name = file.suggestedFilename();
    const text = readFileSync(await file.path(), "utf8");
    const bring = async (name, mimeType, text) => {
      await page.goto(`${url}/agents`);
      await page.getByRole("button", { name: "Import an agent" }).first().click();
      await page.getByRole("dialog").locator("input[type=file]").setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
    };
    await bring("agent.yaml", "application/yaml", text.replace("name: Papers", "name: Papers again"));
    await page.getByRole("heading", { name: "Papers again" }).waitFor();
    await bring("agent.yaml", "application/yaml", text.replace("temperature:", "temprature:"));
    const refused = await page.getByRole("dialog").getByRole("alert").textContent();
    await bring("vapi.json", "application/json", JSON.stringify({ name: "Moved", firstMessage: "Hi.", squad: 1 }));
    await page.getByRole("dialog").getByRole("listitem").first().waitFor();
    const told = await page.getByRole("dialog").getByRole("listitem").allTextContents();
    const importViolations = await violations(page);
    await page.getByRole("button", { name: "Open the agent" }).click();
    await page.getByRole("heading", { name: "Moved" }).waitFor();
    return { name, refused, told, violations: importViolations };
  },

  /** The real element follows the form; a page that may not show it is told why. */
  async embedding(page) {
    await signIn(page);
    const id = await createAgent(page, "Embedded");
    await openTab(page, "Widget");
    const frame = page.frameLocator("iframe[title=Preview]");
    await page.getByRole("group", { name: "Texts (en)" }).getByLabel("Title").fill("Ask Ada");
    await frame.getByRole("heading", { name: "Ask Ada" }).waitFor();
    await page.getByRole("group", { name: "Light colours" }).getByLabel("Accent", { exact: true }).fill("#b00020");
    const launcher = frame.locator("button.launcher");
    await page.waitForFunction(
      () => {
        const button = document.querySelector("iframe").contentDocument.querySelector("speaknode-agent").shadowRoot.querySelector("button.launcher");
        return getComputedStyle(button).backgroundColor === "rgb(176, 0, 32)";
      },
      null,
      { timeout: 20_000 },
    );
    const isShown = await launcher.isVisible();
    const css = await page.getByLabel("The same look as CSS of your page").first().textContent();
    const code = await page.getByLabel("Embed code", { exact: true }).first().textContent();
    await page.getByRole("combobox", { name: "Pages that may show it" }).fill("https://a.example");
    await page.keyboard.press("Enter");
    await save(page);
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Published v1").first().waitFor();
    await page.getByLabel("The address of a page that is to show the widget.").fill("http://b.example/shop?x=1");
    const verdicts = () =>
      page.locator("[data-check]").evaluateAll((items) => Object.fromEntries(items.map(({ dataset }) => [dataset.check, dataset.verdict])));
    await page.locator('[data-check=allowed][data-verdict=bad]').waitFor();
    const before = await verdicts();
    await page.getByRole("button", { name: "Allow http://b.example" }).click();
    await page.locator('[data-check=allowed][data-verdict=unsaved]').waitFor();
    await save(page);
    await page.getByRole("button", { name: "Publish changes" }).click();
    await page.locator('[data-check=allowed][data-verdict=good]').waitFor();
    const policy = await page.getByLabel("Content-Security-Policy", { exact: true }).first().textContent();
    return { id, isShown, css, code, before, policy, violations: await violations(page) };
  },
});

/** Two versions, and one of each list: screens are looked at with something in them. */
export async function furnish(page) {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("Published v1").first().waitFor();
  await page.getByRole("button", { name: "Add a replacement" }).first().click();
  await openTab(page, "Languages");
  await page.getByRole("button", { name: "Own words of this language" }).click();
  await page.getByLabel("Last words").fill("So long.");
  await openTab(page, "Tools");
  await page.getByLabel("Ask for keys of the phone").check();
  await page.getByRole("button", { name: "Add: Transfer the call to" }).click();
  await page.getByLabel("Name for the LLM").fill("billing");
  await page.getByLabel("Number or SIP address").fill("+14155550100");
  await page.getByLabel("When to").fill("Questions about money.");
  await openTab(page, "After");
  await page.getByRole("button", { name: "Add: What to judge" }).click();
  await page.getByLabel("Name", { exact: true }).fill("was_polite");
  await page.getByLabel("True when").fill("The agent stayed polite.");
  await save(page);
  await page.getByRole("button", { name: "Publish changes" }).click();
  await page.getByText("Published v2").first().waitFor();
}
