// The built-in page: buttons, transcript and words around one Conversation.

import { Conversation, dispatch, openMicrophone } from "./conversation.js";
import { chosenLanguage, wordsOf } from "./words.js";

const find = (id) => document.getElementById(id);
const language = find("language");
const transcript = find("transcript");
const lines = new Map();

let words = wordsOf("en");
let config = null;
let conversation = null;
let state = "idle";
let notice = null;
let muted = false;

function render() {
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = words[element.dataset.word];
  }
  const running = !["idle", "ended"].includes(state);
  find("start-voice").hidden = find("start-text").hidden = running;
  find("start-voice").disabled = find("start-text").disabled = config === null;
  find("end").hidden = !running;
  find("text").disabled = find("send").disabled = !running || state === "connecting";
  language.disabled = running;
  find("mute").textContent = muted ? words.unmute : words.mute;
  find("mute").setAttribute("aria-pressed", String(muted));
  find("state").dataset.state = state;
  find("state").textContent = words[state] ?? state;
  find("notice").hidden = notice === null;
  find("notice").textContent = notice ? words[notice.code] + (notice.detail ?? "") : "";
}

function setState(next) {
  state = next;
  if (state === "ended") find("mute").hidden = find("sound").hidden = true;
  render();
}

function tell(code, detail = "") {
  notice = code ? { code, detail } : null;
  render();
}

function addLine({ id, role }) {
  const item = document.createElement("li");
  const who = document.createElement("span");
  who.className = "who";
  who.textContent = words[role];
  item.append(who, document.createElement("span"));
  item.dataset.role = role;
  transcript.append(item);
  lines.set(id, item);
  return item;
}

function show(message) {
  const item = lines.get(message.id) ?? addLine(message);
  item.dataset.final = String(message.final);
  item.lastElementChild.textContent = message.text;
  find("log").scrollTop = find("log").scrollHeight;
  // Read aloud once and whole, not word by word as it streams in.
  if (message.final && message.role === "agent") find("announce").textContent = message.text;
}

async function microphoneOrNothing() {
  try {
    return await openMicrophone();
  } catch (error) {
    tell(error.code);
    return null;
  }
}

function open(voice) {
  const opened = new Conversation({ voice });
  opened.addEventListener("state", (event) => setState(event.detail.state));
  opened.addEventListener("message", (event) => show(event.detail));
  opened.addEventListener("problem", (event) => tell(event.detail.code));
  opened.addEventListener("sound", (event) => (find("sound").hidden = !event.detail.blocked));
  return opened;
}

async function start(wantVoice) {
  tell(null);
  conversation = null;
  lines.clear();
  transcript.replaceChildren();
  muted = false;
  setState("connecting");
  // Asked first, within the click: Safari gives the microphone only there.
  const microphone = wantVoice ? await microphoneOrNothing() : null;
  try {
    const session = await dispatch(config, {
      locale: language.value,
      channel: microphone ? "web" : "text",
    });
    conversation = open(microphone !== null);
    find("mute").hidden = microphone === null;
    document.body.dataset.sessionId = session.id;
    await conversation.start(session.livekit_url, session.token, microphone);
    find("text").focus();
  } catch (error) {
    microphone?.stop();
    setState("ended");
    tell(error.code ?? "unreachable", error.detail ?? error.message);
  }
}

async function toggleMute() {
  muted = !muted;
  await conversation.setMuted(muted);
  render();
}

async function send(event) {
  event.preventDefault();
  const text = find("text").value.trim();
  if (!text) return;
  find("text").value = "";
  await conversation.send(text);
}

function speak(chosen) {
  words = wordsOf(chosen);
  document.documentElement.lang = chosen;
  document.title = words.title;
  render();
}

async function load() {
  language.value = chosenLanguage();
  speak(language.value);
  try {
    const response = await fetch("/config.json", { cache: "no-store" });
    config = await response.json();
    render();
  } catch {
    tell("notConfigured");
  }
}

language.addEventListener("change", () => speak(language.value));
find("start-voice").addEventListener("click", () => start(true));
find("start-text").addEventListener("click", () => start(false));
find("mute").addEventListener("click", toggleMute);
find("sound").addEventListener("click", () => conversation.enableSound());
find("end").addEventListener("click", () => conversation?.end());
find("typing").addEventListener("submit", send);
addEventListener("pagehide", () => conversation?.end());
await load();
