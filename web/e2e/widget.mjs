// Drives a page with the widget: node widget.mjs SCENARIO URL MICROPHONE [JSON]. Prints one JSON object.

import { agentLoudness, openBrowser, violations } from "./browser.mjs";

const AGENT = "speaknode-agent";
const part = (selector) => `${AGENT} ${selector}`;

async function open(page) {
  await page.waitForSelector(part("#panel"), { state: "attached" });
  if (!(await page.isVisible(part("#panel")))) await page.click(part(".launcher"));
  await page.waitForSelector(part("#panel:not([hidden])"));
}

async function begin(page, mode, { consent = true } = {}) {
  await page.click(part(`.row button >> nth=${mode === "voice" ? 0 : 1}`));
  if (!consent) return;
  await page.waitForSelector(part(".consent"));
  await page.click(part(".consent .primary"));
}

const said = (page, role) =>
  page.$$eval(part(`.message[data-role="${role}"]`), (items) =>
    items.map((item) => item.textContent.replace(/^.*?: /, "").trim()),
  );

async function waitForLine(page, role, words, timeout = 30_000) {
  await page.waitForFunction(
    ([who, wanted]) =>
      [...document.querySelector("speaknode-agent").shadowRoot.querySelectorAll(`.message[data-role="${who}"]`)].some((item) =>
        item.textContent.toLowerCase().includes(wanted),
      ),
    [role, words.toLowerCase()],
    { timeout },
  );
}

const waitForState = (page, states, timeout = 30_000) =>
  page.waitForFunction((wanted) => wanted.includes(document.querySelector("speaknode-agent").state), [states].flat(), { timeout });

const LIVE = ["listening", "thinking", "speaking"];

const scenarios = {
  /** Speaks with the WAV as microphone, mutes, types, ends; axe on every state on the way. */
  async voice(page, { expected }) {
    const found = [...(await violations(page))];
    await open(page);
    found.push(...(await violations(page)));
    await page.click(part(".row button >> nth=0"));
    await page.waitForSelector(part(".consent"));
    found.push(...(await violations(page)));
    const consentText = await page.innerText(part(".consent .words"));
    await page.click(part(".consent .primary"));
    await waitForState(page, LIVE);
    await page.waitForSelector("audio[data-agent-audio]", { state: "attached" });
    const loudness = await agentLoudness(page, 6_000);
    await waitForLine(page, "agent", expected);
    const level = await page.evaluate(() => {
      const meter = document.querySelector("speaknode-agent").shadowRoot.querySelector("#meter");
      return new Promise((resolve) => {
        let loudest = 0;
        const until = performance.now() + 4_000;
        const step = () => {
          loudest = Math.max(loudest, Number(meter.style.getPropertyValue("--level")));
          performance.now() < until ? requestAnimationFrame(step) : resolve(loudest);
        };
        step();
      });
    });
    found.push(...(await violations(page)));
    await page.click(part("[aria-pressed]"));
    await page.waitForSelector(part('[aria-pressed="true"]'));
    console.log("muted"); // whoever drives measures now
    await page.waitForTimeout(3_000);
    await page.fill(part("input"), "goodbye");
    await page.keyboard.press("Enter");
    await waitForLine(page, "user", "goodbye");
    await page.click(part(".danger"));
    await waitForState(page, "ended");
    found.push(...(await violations(page)));
    return { loudness, level, violations: found, consentText };
  },

  /** With the real agent, on the public page: greeted, understood, answered, and the agent is heard. */
  async publicPage(page, { mode, typed, understood, expected }) {
    await page.waitForSelector(part("#panel"));
    const found = await violations(page);
    await begin(page, mode);
    await waitForState(page, LIVE, 20_000);
    let loudness = 0;
    if (mode === "voice") {
      await page.waitForSelector("audio[data-agent-audio]", { state: "attached" });
      loudness = await agentLoudness(page, 8_000);
      if (understood) await waitForLine(page, "user", understood, 60_000);
    } else {
      await waitForLine(page, "agent", "");
      await page.fill(part("input"), typed);
      await page.keyboard.press("Enter");
    }
    await waitForLine(page, "agent", expected, 60_000);
    found.push(...(await violations(page)));
    const lines = { agent: await said(page, "agent"), user: await said(page, "user") };
    if (await page.isVisible(part(".danger"))) await page.click(part(".danger"));
    await waitForState(page, "ended");
    return { loudness, violations: found, title: await page.title(), lines };
  },

  /** The public page of no agent. */
  async absent(page) {
    await page.waitForSelector("#absent:visible");
    return { text: await page.innerText("#absent"), violations: await violations(page) };
  },

  /** By keyboard alone, in text: no microphone is asked for. */
  async text(page, { expected }) {
    await page.focus(part(".launcher"));
    await page.keyboard.press("Enter");
    await page.waitForSelector(part("#panel:not([hidden])"));
    await page.focus(part(".row button >> nth=1"));
    await page.keyboard.press("Enter");
    await page.waitForSelector(part(".consent"));
    const focused = await page.evaluate(() => document.activeElement.shadowRoot.activeElement?.innerText);
    await page.keyboard.press("Enter"); // the focus is on "I agree"
    await waitForState(page, LIVE);
    await page.waitForSelector(part("input:enabled"));
    await page.focus(part("input"));
    await page.keyboard.type("what is https://example.com/x?");
    await page.keyboard.press("Enter");
    await waitForLine(page, "agent", expected);
    const link = await page.$eval(part(".message[data-role=agent] a"), (a) => ({ href: a.href, rel: a.rel }));
    const announced = await page.textContent(part(".unseen[aria-live]"));
    const found = await violations(page);
    await page.keyboard.press("Escape");
    const closed = await page.isHidden(part("#panel"));
    const state = await page.$eval(AGENT, (agent) => agent.state);
    await page.$eval(AGENT, (agent) => agent.end());
    await waitForState(page, "ended");
    return { focused, link, announced, violations: found, closed, stateWhileClosed: state, permission: await permission(page) };
  },

  /** No microphone: says why, and goes on in text. */
  async noMicrophone(page, { expected }) {
    await open(page);
    await begin(page, "voice");
    await waitForState(page, "mic-blocked");
    const notice = await page.innerText(part(".notice"));
    const found = await violations(page);
    await page.click(part(".row button >> nth=1"));
    await waitForState(page, LIVE);
    await page.fill(part("input"), "hello");
    await page.click(part("form button"));
    await waitForLine(page, "agent", expected);
    return { notice, violations: found };
  },

  async neverJoined(page) {
    await open(page);
    await begin(page, "text");
    const asked = Date.now();
    await waitForState(page, "error");
    const afterMs = Date.now() - asked;
    return {
      afterMs,
      notice: await page.innerText(part(".notice")),
      violations: await violations(page),
      buttons: await page.$$eval(part(".box button"), (all) => all.map((button) => button.innerText.trim())),
    };
  },

  /** Reloads in the middle and comes back to the same conversation; consent is not asked twice. */
  async comeBack(page, { before, after }) {
    const ask = async ([typed, expected]) => {
      await waitForState(page, LIVE);
      await page.fill(part("input:enabled"), typed);
      await page.keyboard.press("Enter");
      await waitForLine(page, "agent", expected);
    };
    await open(page);
    await begin(page, "text");
    await ask(before);
    await page.reload();
    await page.waitForSelector(part(".box > .primary"));
    const offered = await page.innerText(part(".box > .primary"));
    await page.click(part(".box > .primary"));
    await ask(after);
    const lines = await said(page, "user");
    await page.click(part(".danger"));
    await waitForState(page, "ended");
    await begin(page, "text", { consent: false });
    await waitForState(page, ["connecting", ...LIVE]);
    return { offered, lines };
  },

  /** What a hostile style sheet of the page leaves of it. */
  async hostile(page) {
    await open(page);
    const look = await page.$eval(AGENT, (agent) => {
      const root = agent.shadowRoot.querySelector(".root");
      const button = agent.shadowRoot.querySelector(".row .primary");
      const style = getComputedStyle(root);
      const box = agent.shadowRoot.querySelector("#panel").getBoundingClientRect();
      return {
        color: style.color,
        font: style.fontFamily,
        fontSize: style.fontSize,
        spacing: style.letterSpacing,
        transform: style.textTransform,
        visibility: style.visibility,
        display: getComputedStyle(button).display,
        buttonHeight: button.getBoundingClientRect().height,
        width: Math.round(box.width),
        right: Math.round(innerWidth - box.right),
      };
    });
    await begin(page, "text");
    await waitForState(page, LIVE);
    return { look };
  },

  /** The page configures it: nothing is read until `.config` is set; then a token of its own is used. */
  async configured(page, { token, livekit_url }) {
    const asked = [];
    page.on("request", (request) => request.url().includes("/v1/") && asked.push(request.url()));
    await page.waitForFunction(() => customElements.get("speaknode-agent"));
    await page.waitForTimeout(300);
    const before = await page.$eval(AGENT, (agent) => agent.shadowRoot.children.length);
    await page.$eval(
      AGENT,
      (agent, given) => {
        agent.config = { name: "Own", livekit_url: given.livekit_url, widget: { mode: "text" } };
        agent.agentToken = given.token;
      },
      { token, livekit_url },
    );
    await page.waitForSelector(part(".launcher"));
    await page.$eval(AGENT, (agent) => agent.start({ mode: "text" }));
    await waitForState(page, LIVE);
    await page.$eval(AGENT, (agent) => Promise.all([agent.sendContext("cart: 3"), agent.sendMessage("hello")]));
    await waitForLine(page, "agent", "read: hello");
    return { before, asked };
  },

  /** `before-start` may forbid it or change what the agent is told. */
  async beforeStart(page) {
    await page.waitForSelector(part(".launcher"));
    await page.evaluate(() => {
      addEventListener("speaknode:before-start", (event) => {
        if (event.detail.mode === "voice") event.preventDefault();
        else event.detail.variables.plan = "gold";
      });
    });
    await open(page);
    await page.click(part(".row button >> nth=0"));
    const forbidden = await page.$eval(AGENT, (agent) => agent.state);
    await begin(page, "text");
    await waitForState(page, LIVE);
    return { forbidden };
  },

  /** Not shown at all where it may not be. */
  async refused(page) {
    await page.waitForFunction(() => globalThis.told.some(({ type }) => type === "error"));
    return { shown: await page.$eval(AGENT, (agent) => agent.shadowRoot.querySelector("*") !== null) };
  },

  /** Pictures of its states, for a person to look at. */
  async pictures(page, { directory, name }) {
    const shot = (state) => page.screenshot({ path: `${directory}/${name}-${state}.png` });
    await page.waitForSelector(part(".launcher"));
    await shot("1-closed");
    await open(page);
    await shot("2-idle");
    await page.click(part(".row button >> nth=0"));
    await page.waitForSelector(part(".consent"));
    await shot("3-consent");
    await page.click(part(".consent .primary"));
    await waitForState(page, LIVE);
    await waitForLine(page, "agent", "heard").catch(() => {});
    await page.fill(part("input"), "https://example.com/?q=1 — what is this? And tell me more, please.");
    await page.keyboard.press("Enter");
    await waitForLine(page, "agent", "read:");
    await shot("4-live");
    await page.click(part(".danger"));
    await waitForState(page, "ended");
    await shot("5-ended");
    return {};
  },
};

async function permission(page) {
  return page.evaluate(() => navigator.permissions.query({ name: "microphone" }).then(({ state }) => state));
}

const [scenario, url, microphone, options = "{}"] = process.argv.slice(2);
const given = JSON.parse(options);
const browser = await openBrowser(microphone);
try {
  const page = await browser.newPage({
    viewport: given.viewport ?? { width: 1280, height: 800 },
    locale: given.locale ?? "en-US",
    colorScheme: given.colorScheme ?? "light",
  });
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.addInitScript(() => {
    globalThis.told = [];
    const names = "ready open close call-start call-end state message tool mic error before-start";
    for (const type of names.split(" ")) {
      addEventListener(`speaknode:${type}`, ({ detail }) => globalThis.told.push({ type, detail }));
    }
  });
  if (given.slowdown) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: given.slowdown });
  }
  await page.goto(url);
  const result = await scenarios[scenario](page, given).catch(async (error) => {
    const told = await page.evaluate(() => globalThis.told).catch(() => []);
    throw new Error(`${error.message}\ntold: ${JSON.stringify(told)}\nerrors: ${JSON.stringify(errors)}`);
  });
  const told = await page.evaluate(() => globalThis.told);
  console.log(JSON.stringify({ ...result, told, errors }));
} finally {
  await browser.close();
}
