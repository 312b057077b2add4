import { useT } from "../../i18n/language";
import { fieldKey, fieldWords } from "./fieldWords";

/** Names a setting by its path, with the language it belongs to: "First message (ru)". */
export function useLabel(): (path: string) => string {
  const t = useT(fieldWords);
  return (path) => {
    const key = fieldKey(path);
    const locale = /^locales\.([^.]+)/.exec(path)?.[1];
    const name = key ? t(key) : path;
    return locale ? `${name} (${locale})` : name;
  };
}
