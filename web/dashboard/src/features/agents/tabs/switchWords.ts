import { words } from "../../../i18n/words";

export const switchWords = words({
  text: ["Rules that give the conversation to another agent.", "Правила передачи разговора другому агенту."],
  add: ["Add a rule", "Добавить правило"],
  alone: ["There is no other agent in this space.", "В пространстве нет другого агента."],
  to: ["To", "Кому"],
  by: ["Judged by", "Решает"],
  condition: ["The LLM, in words", "Модель, по описанию"],
  expression: ["An expression", "Выражение"],
  when: ["When", "Когда"],
  context: ["Takes along", "Передать"],
  all: ["Everything said", "Весь разговор"],
  last_n: ["The last messages", "Последние реплики"],
  summary: ["A summary", "Краткое содержание"],
  none: ["Nothing", "Ничего"],
  message: ["Said before", "Сказать перед этим"],
});
