import { useT } from "../../i18n/language";
import { settingWords } from "./words";

type Word = keyof typeof settingWords;

/** Label and hint of a carrier's setting, where there are words of ours. */
export function useSettingWords(): (name: string) => { label?: string; description?: string } {
  const t = useT(settingWords);
  return (name) => ({
    ...(name in settingWords && { label: t(name as Word) }),
    ...(`${name}_hint` in settingWords && { description: t(`${name}_hint` as Word) }),
  });
}
