import { words } from "../../i18n/words";

export const soundWords = words({
  title: ["Sounds", "Звуки"],
  subtitle: ["Files of your own, heard behind an agent's voice.", "Ваши файлы, которые звучат на фоне голоса агента."],
  upload: ["Upload sounds", "Загрузить звуки"],
  emptyTitle: ["No sounds yet", "Звуков пока нет"],
  emptyText: ["Upload one, then choose it as the background of a language of an agent.", "Загрузите файл и выберите его фоном в языках агента."],
  filesHint: ["WAV, FLAC, OGG or MP3, up to 10 MB and 5 minutes each", "WAV, FLAC, OGG или MP3, до 10 МБ и 5 минут каждый"],
  file: ["File", "Файл"],
  length: ["Length", "Длина"],
  added: ["Added", "Добавлен"],
  notUploaded: ["Upload not finished", "Не загружен"],
  deleteTitle: ["Delete {name}?", "Удалить «{name}»?"],
  deleteText: ["Agents that use it will be quiet behind their voice.", "Агенты, которые его используют, останутся без фона."],
  preset: ["Ready-made", "Готовые"],
  own: ["Your sounds", "Ваши звуки"],
  gone: ["A sound that is gone", "Удалённый звук"],
});
