import { words } from "../../i18n/words";

export const catalogueWords = words({
  kept: ["Set; stays when left empty", "Задан; не изменится, если оставить пустым"],
  showSecret: ["Show the secret", "Показать секрет"],
  byDefault: ["Default", "По умолчанию"],
  defaultIs: ["Default: {value}", "По умолчанию: {value}"],
  noKey: ["No key of it is known: conversations will fail.", "Ключа для него нет: разговоры не получатся."],
  offline: ["works without a key", "работает без ключа"],
  listen: ["Listen", "Прослушать"],
  stop: ["Stop", "Остановить"],
  noVoices: ["Its voices cannot be listed: {reason}", "Список голосов недоступен: {reason}"],
  noSample: ["The voice could not be played.", "Голос не удалось воспроизвести."],
  on: ["On", "Включено"],
  off: ["Off", "Выключено"],
  other: ["Other settings", "Другие настройки"],
  fallbacks: ["If it fails, go on with", "Если откажет, продолжить с"],
  addFallback: ["Add a replacement", "Добавить замену"],
  replacement: ["Replacement {n}", "Замена {n}"],
  removeReplacement: ["Remove replacement {n}", "Убрать замену {n}"],
});
