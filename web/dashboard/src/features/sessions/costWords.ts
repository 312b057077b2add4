import { words } from "../../i18n/words";

export const costWords = words({
  title: ["Cost", "Стоимость"],
  later: ["It is known when the conversation is over.", "Станет известна, когда разговор закончится."],
  what: ["What", "Что"],
  quantity: ["Used", "Расход"],
  price: ["Price", "Цена"],
  total: ["Total", "Итого"],
  noPrice: ["no price known", "цена неизвестна"],
  unpriced: ["Not all of it has a known price: it cost at least this much.", "Не у всего известна цена: стоимость не меньше этой."],
  unmetered: ["The agent has not told what it used: it cost at least this much.", "Агент не сообщил расход: стоимость не меньше этой."],
  perMinute: ["{price} a minute", "{price} за минуту"],
  perMillion: ["{price} a million", "{price} за миллион"],
  stt: ["Transcription", "Распознавание"],
  llm: ["LLM", "Модель"],
  tts: ["Voice", "Голос"],
  realtime: ["Realtime model", "Голосовая модель"],
  telephony: ["Line", "Линия"],
  inbound: ["incoming", "входящий"],
  outbound: ["outgoing", "исходящий"],
});

export const unitWords = words({
  million_input_tokens: ["{n} input tokens", "токенов ввода: {n}"],
  million_cached_input_tokens: ["{n} cached input tokens", "токенов ввода из кэша: {n}"],
  million_output_tokens: ["{n} output tokens", "токенов вывода: {n}"],
  million_input_audio_tokens: ["{n} input audio tokens", "токенов звука на входе: {n}"],
  million_cached_input_audio_tokens: ["{n} cached input audio tokens", "токенов звука из кэша: {n}"],
  million_output_audio_tokens: ["{n} output audio tokens", "токенов звука на выходе: {n}"],
  million_characters: ["{n} characters", "символов: {n}"],
  minute: ["{n} min", "{n} мин"],
});
