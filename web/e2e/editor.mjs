// Scenarios of the agent's editor.

import { violations } from "./browser.mjs";
import { choose, openTab, save, saveBar, saveButton } from "./steps.mjs";

export const editor = ({ signIn, createAgent }) => ({
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
});
