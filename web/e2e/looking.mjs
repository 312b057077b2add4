// Screens looked at in both languages, light and dark, wide and on a phone: accessible, nothing sticks out.
// Every value is seen with every screen; all pairs of them only where pictures are asked for.

import { mkdirSync } from "node:fs";
import { violations } from "./browser.mjs";

export const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const LOOKS = [
  ["en-light", "en", "light", WIDE],
  ["ru-dark-phone", "ru", "dark", PHONE],
];
const MORE_LOOKS = [
  ["ru-light", "ru", "light", WIDE],
  ["en-dark", "en", "dark", WIDE],
  ["ru-light-phone", "ru", "light", PHONE],
  ["en-dark-phone", "en", "dark", PHONE],
];

const settled = (page) => page.waitForFunction(() => !document.querySelector("[aria-busy=true]"), null, { timeout: 60_000 });

/** Every visible word of the wrong language is told by who looks at the picture; here only that it is there. */
async function look(page, name, found, shots) {
  await settled(page);
  await page.waitForTimeout(400);
  const wrong = await violations(page);
  if (wrong.length) found[name] = wrong;
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow > 1) found[`${name} is ${overflow}px too wide`] = [];
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

/** By name, what is wrong with the screens at `paths`. */
export async function lookThrough(page, url, paths, shots) {
  const found = {};
  for (const [kind, language, scheme, size] of shots ? [...LOOKS, ...MORE_LOOKS] : LOOKS) {
    await page.setViewportSize(size);
    await page.evaluate(([chosen, colours]) => {
      localStorage.setItem("speaknode.language", chosen);
      localStorage.setItem("mantine-color-scheme-value", colours);
    }, [language, scheme]);
    for (const [name, path] of Object.entries(paths)) {
      await page.goto(url + path);
      await page.waitForSelector("h1", { timeout: 60_000 });
      await look(page, `${kind}-${name}`, found, shots);
    }
  }
  return found;
}
