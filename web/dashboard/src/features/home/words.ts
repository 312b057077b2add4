import { words } from "../../i18n/words";

export const homeWords = words({
  title: ["Home", "Главная"],
  hello: ["Good to see you, {name}.", "Рады вас видеть, {name}."],
  setup: ["Set-up", "Первые шаги"],
  setupText: ["Until your agent answers the public.", "Пока ваш агент не начнёт отвечать людям."],
  stepAgent: ["Create an agent", "Создайте агента"],
  stepAgentText: ["Give it a name, a prompt and a voice.", "Дайте ему имя, инструкцию и голос."],
  stepTalk: ["Talk to it", "Поговорите с ним"],
  stepTalkText: ["By voice or in text, right in the browser.", "Голосом или текстом, прямо в браузере."],
  stepPublish: ["Publish it", "Опубликуйте его"],
  stepPublishText: ["Then the widget and the public API can reach it.", "Тогда он доступен через виджет и публичный API."],
  done: ["done", "готово"],
  open: ["Open", "Открыть"],
  today: ["Today", "Сегодня"],
  activeNow: ["Active now", "Идут сейчас"],
  conversations: ["Conversations", "Разговоров"],
  failures: ["Failed", "Не удались"],
  minutes: ["Minutes talked", "Минут разговора"],
  atLeast: ["{n}+", "{n}+"],
  latest: ["Latest conversations", "Последние разговоры"],
  all: ["All sessions", "Все сессии"],
});
