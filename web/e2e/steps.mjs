// What every scenario of the dashboard does: sign in, make an agent, save.

export async function signIn(page, url, email) {
  await page.goto(url);
  await page.getByRole("button", { name: /^(Sign in|Войти)$/ }).click();
  await page.fill("#email", email);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForSelector("h1");
  await page.waitForSelector("[data-live=live]", { timeout: 60_000 });
}

export async function createAgent(page, url, name) {
  await page.goto(`${url}/agents`);
  await page.getByRole("button", { name: "New agent" }).first().click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await page.waitForURL(/\/agents\/agt_/);
  return page.url().split("/").at(-1);
}

export const saveBar = (page) => page.getByRole("region", { name: "Unsaved changes" });
export const saveButton = (page) => saveBar(page).getByRole("button", { name: "Save" });

export async function save(page) {
  await saveButton(page).click();
  await saveBar(page).waitFor({ state: "hidden" });
}

export const openTab = (page, name) => page.getByRole("tab", { name }).click();

export async function choose(page, label, option) {
  await page.getByRole("textbox", { name: label, exact: true }).or(page.getByRole("combobox", { name: label, exact: true })).first().click();
  await page.getByRole("option", { name: option }).first().click();
}
