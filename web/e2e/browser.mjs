// A real Chromium with a microphone of our choosing, and what a page can be asked.

import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const PLACES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** `microphone`: path of a WAV that is played in a loop, "denied", or "absent". */
export async function openBrowser(microphone) {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error("no Chromium: install it or name it in CHROMIUM");
  const args = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"];
  if (microphone === "denied") args.push("--use-fake-device-for-media-stream", "--deny-permission-prompts");
  else if (microphone === "absent") args.push("--use-fake-ui-for-media-stream");
  else {
    args.push("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");
    args.push(`--use-file-for-fake-audio-capture=${microphone}`);
  }
  return chromium.launch({ executablePath, args, headless: true });
}

/** WCAG A and AA violations as axe-core names them. */
export async function violations(page) {
  // Not by a script tag: the page's own policy forbids scripts that are not its.
  await page.evaluate(readFileSync(AXE, "utf8"));
  const found = await page.evaluate(() =>
    globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }),
  );
  return found.violations.map((violation) => `${violation.id}: ${violation.nodes[0].html}`);
}

/** Loudest moment (RMS, 1.0 is full scale) of the agent's sound over `durationMs`. */
export async function agentLoudness(page, durationMs) {
  return page.evaluate(async (duration) => {
    const element = document.querySelector("audio[data-agent-audio]");
    if (!element) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(element.srcObject).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let loudest = 0;
    for (const until = performance.now() + duration; performance.now() < until; ) {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      loudest = Math.max(loudest, Math.sqrt(power));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await context.close();
    return loudest;
  }, durationMs);
}
