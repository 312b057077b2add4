// The public page of one agent: the element, and a choice of its languages.

const agentId = decodeURIComponent(location.pathname.split("/").pop());
const find = (selector) => document.querySelector(selector);
const wanted = new URLSearchParams(location.search).get("language");
const isRussian = (wanted ?? navigator.language).toLowerCase().startsWith("ru");

const agent = document.createElement("speaknode-agent");
agent.setAttribute("agent-id", agentId);
agent.setAttribute("placement", "inline");
agent.setAttribute("language", wanted ?? navigator.language);

agent.addEventListener("speaknode:ready", (event) => {
  const { name, locales, default_locale } = event.detail.agent;
  find("#absent").hidden = true;
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

agent.addEventListener("speaknode:error", () => {
  if (find("h1").textContent) return; // the element itself tells what fails in a conversation
  document.documentElement.lang = isRussian ? "ru" : "en";
  find("h1").textContent = "Speaknode";
  find("#absent").textContent = isRussian
    ? "Этого ассистента нет, или он не опубликован."
    : "There is no such assistant, or it is not published.";
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
