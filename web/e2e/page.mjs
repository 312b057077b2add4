// Drives the built-in page: node page.mjs SCENARIO URL MICROPHONE [EXPECTED]. Prints one JSON object.

import { agentLoudness, openBrowser, transcript, violations, waitForLine, waitForState } from "./browser.mjs";

const scenarios = {
  /** Speaks with the WAV as the microphone, mutes, types, ends. */
  async voice(page, expected) {
    await page.click("#start-voice");
    const loudness = agentLoudnessWhenHeard(page);
    await waitForLine(page, "agent", expected, 40_000);
    const result = { loudness: await loudness };
    await page.click("#mute");
    result.muted = await page.getAttribute("#mute", "aria-pressed");
    result.violations = await violations(page);
    await page.fill("#text", "goodbye");
    await page.keyboard.press("Enter");
    await waitForLine(page, "you", "goodbye");
    await page.click("#end").catch(() => {}); // the agent may have hung up on the goodbye already
    await waitForState(page, "ended");
    return result;
  },

  /** By keyboard alone, without a microphone. */
  async text(page, expected) {
    await page.focus("#start-text");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#text:enabled");
    await page.waitForFunction(() => document.activeElement.id === "text");
    await page.keyboard.type("what is the weather today");
    await page.keyboard.press("Enter");
    await waitForLine(page, "agent", expected);
    const muteHidden = await page.isHidden("#mute");
    const announced = await page.textContent("#announce");
    await page.click("#end");
    await waitForState(page, "ended");
    return { muteHidden, announced };
  },

  /** Asks for voice, gets no microphone: is told so and goes on in text. */
  async noMicrophone(page, expected) {
    await page.click("#start-voice");
    await page.waitForSelector("#notice:visible");
    const notice = await page.textContent("#notice");
    await page.waitForSelector("#text:enabled");
    await page.fill("#text", "hello");
    await page.click("#send");
    await waitForLine(page, "agent", expected);
    return { notice };
  },

  /** Nobody joins: the page says so after ten seconds, and in the visitor's language. */
  async neverJoined(page) {
    await page.selectOption("#language", "ru");
    await page.click("#start-text");
    const asked = Date.now();
    await page.waitForSelector("#notice:visible", { timeout: 20_000 });
    const afterMs = Date.now() - asked;
    return {
      afterMs,
      notice: await page.textContent("#notice"),
      language: await page.getAttribute("html", "lang"),
    };
  },

  /** The installation says no. */
  async refused(page) {
    await page.click("#start-text");
    await page.waitForSelector("#notice:visible");
    return { notice: await page.textContent("#notice"), state: await page.getAttribute("#state", "data-state") };
  },
};

async function agentLoudnessWhenHeard(page) {
  await page.waitForSelector("audio[data-agent-audio]", { state: "attached", timeout: 40_000 });
  return agentLoudness(page, 6000);
}

const [scenario, url, microphone, expected = ""] = process.argv.slice(2);
const browser = await openBrowser(microphone);
try {
  const page = await browser.newPage();
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(url);
  await page.waitForSelector("#start-text:enabled");
  const result = await scenarios[scenario](page, expected);
  result.sessionId = await page.evaluate(() => document.body.dataset.sessionId);
  console.log(JSON.stringify({ ...result, transcript: await transcript(page), errors }));
} finally {
  await browser.close();
}
