import { Button } from "@mantine/core";
import { setLanguage, useLanguage, useT } from "../i18n/language";
import { shellWords } from "./words";

export function LanguageSwitch() {
  const language = useLanguage();
  const t = useT(shellWords);
  const other = language === "en" ? "ru" : "en";
  return (
    <Button
      variant="subtle"
      color="gray"
      c="var(--mantine-color-text)"
      size="compact-md"
      lang={other}
      aria-label={`${other.toUpperCase()}: ${t("toRussian")}`}
      title={t("toRussian")}
      onClick={() => setLanguage(other)}
    >
      {other === "ru" ? "RU" : "EN"}
    </Button>
  );
}
