import { words } from "../../i18n/words";

export const documentWords = words({
  import: ["Import an agent", "Импорт агента"],
  export: ["Export as YAML", "Экспорт в YAML"],
  drop: ["Drop the file here", "Перетащите файл сюда"],
  hint: ["An exported agent (YAML or JSON), or an assistant of Vapi (JSON). 1 MB at most.", "Экспортированный агент (YAML или JSON) или ассистент Vapi (JSON). Не больше 1 МБ."],
  choose: ["Choose a file", "Выбрать файл"],
  imported: [
    "{name} is here. {n} thing was left out or changed:|{name} is here. {n} things were left out or changed:",
    "{name}: импорт завершён. Пропущено или изменено {n} место:|{name}: импорт завершён. Пропущено или изменено {n} места:|{name}: импорт завершён. Пропущено или изменено {n} мест:",
  ],
  open: ["Open the agent", "Открыть агента"],
  music: ["Music", "Музыка"],
  restoredWithout: ["The draft is what v{version} was, but for this:", "Черновик снова как v{version}, кроме этого:"],
});
