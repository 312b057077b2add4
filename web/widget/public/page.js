// The public page of one agent: the element, and a choice of its languages.

const agentId = decodeURIComponent(location.pathname.split("/").pop());
const find = (selector) => document.querySelector(selector);
const wanted = new URLSearchParams(location.search).get("language");
const isRussian = (wanted ?? navigator.language).toLowerCase().startsWith("ru");

const WORDS = {
  en: {
    absent: "There is no such assistant, or it is not published.",
    down: "The service does not answer. Try again later.",
  },
  ru: {
    absent: "Этого ассистента нет, или он не опубликован.",
    down: "Сервис не отвечает. Попробуйте позже.",
  },
};

let isReady = false;
const agent = document.createElement("speaknode-agent");
agent.setAttribute("agent-id", agentId);
agent.setAttribute("placement", "inline");
agent.setAttribute("language", wanted ?? navigator.language);

agent.addEventListener("speaknode:ready", (event) => {
  const { name, locales, default_locale } = event.detail.agent;
  isReady = true;
  find("#absent").hidden = true;
  find("#place").hidden = false;
  find("h1").textContent = document.title = name;
  const language = (tag) => tag.toLowerCase().split("-")[0];
  const shown = agent.getAttribute("language");
  const current =
    locales.find((locale) => locale === shown) ??
    locales.find((locale) => language(locale) === language(shown)) ??
    default_locale;
  document.documentElement.lang = current;
  find("nav").replaceChildren(...(locales.length > 1 ? locales.map((locale) => link(locale, current)) : []));
});

agent.addEventListener("speaknode:error", (event) => {
  if (isReady) return; // the element itself tells what fails in a conversation
  document.documentElement.lang = isRussian ? "ru" : "en";
  find("h1").textContent = "Speaknode";
  const isAbsent = event.detail.code === "agent_not_found";
  find("#absent").textContent = WORDS[isRussian ? "ru" : "en"][isAbsent ? "absent" : "down"];
  find("#absent").hidden = false;
  find("#place").hidden = true;
});

find("#place").append(agent);

function link(locale, current) {
  const query = new URLSearchParams(location.search);
  query.set("language", locale);
  const anchor = document.createElement("a");
  anchor.href = `?${query}`;
  anchor.lang = anchor.hreflang = locale;
  anchor.textContent = new Intl.DisplayNames([locale], { type: "language" }).of(locale);
  if (locale === current) anchor.setAttribute("aria-current", "page");
  return anchor;
}
