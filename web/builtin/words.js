// Every word of the page, in the languages of the demo agent.

const EN = {
  title: "Talk to the agent",
  intro:
    "Ada keeps the front desk of a small clinic. Ask about the weather or the opening hours, book an appointment, ask for a human, or say goodbye.",
  language: "Language",
  startVoice: "Start talking",
  startText: "Start typing",
  mute: "Mute",
  unmute: "Unmute",
  enableSound: "Turn the sound on",
  end: "End",
  transcript: "Conversation",
  typeHere: "Your message",
  send: "Send",
  you: "You",
  agent: "Agent",
  idle: "Ready.",
  connecting: "Connecting…",
  waiting: "Waiting for the agent…",
  initializing: "The agent is getting ready…",
  listening: "The agent is listening.",
  thinking: "The agent is thinking…",
  speaking: "The agent is speaking.",
  reconnecting: "The connection broke; reconnecting…",
  ended: "The conversation has ended.",
  micDenied:
    "The browser does not let this page use the microphone. Allow it in the address bar and start again; meanwhile you can type.",
  micAbsent: "There is no microphone. You can type instead.",
  micInsecure: "Browsers give the microphone only to https and localhost pages. You can type instead.",
  micLost: "The microphone went away. You can type.",
  neverJoined: "The agent did not join within 10 seconds. End and try again.",
  notConfigured: "The installation is not ready: config.json could not be read.",
  refused: "The installation refused the conversation: ",
  unreachable: "The installation does not answer: ",
};

const RU = {
  title: "Поговорите с агентом",
  intro:
    "Ада работает в регистратуре небольшой клиники. Спросите о погоде или часах работы, запишитесь на приём, попросите человека или попрощайтесь.",
  language: "Язык",
  startVoice: "Говорить",
  startText: "Писать",
  mute: "Выключить микрофон",
  unmute: "Включить микрофон",
  enableSound: "Включить звук",
  end: "Завершить",
  transcript: "Разговор",
  typeHere: "Ваше сообщение",
  send: "Отправить",
  you: "Вы",
  agent: "Агент",
  idle: "Готово.",
  connecting: "Соединяем…",
  waiting: "Ждём агента…",
  initializing: "Агент готовится…",
  listening: "Агент слушает.",
  thinking: "Агент думает…",
  speaking: "Агент говорит.",
  reconnecting: "Связь прервалась, восстанавливаем…",
  ended: "Разговор завершён.",
  micDenied:
    "Браузер не даёт странице микрофон. Разрешите его в адресной строке и начните снова; пока можно писать.",
  micAbsent: "Микрофона нет. Можно писать.",
  micInsecure: "Браузеры дают микрофон только страницам https и localhost. Можно писать.",
  micLost: "Микрофон пропал. Можно писать.",
  neverJoined: "Агент не подключился за 10 секунд. Завершите и попробуйте ещё раз.",
  notConfigured: "Установка не готова: config.json не читается.",
  refused: "Установка отказала в разговоре: ",
  unreachable: "Установка не отвечает: ",
};

const WORDS = { en: EN, ru: RU };

export function chosenLanguage() {
  const asked = new URLSearchParams(location.search).get("language") ?? navigator.language;
  return asked.toLowerCase().startsWith("ru") ? "ru" : "en";
}

export function wordsOf(language) {
  return WORDS[language] ?? EN;
}
