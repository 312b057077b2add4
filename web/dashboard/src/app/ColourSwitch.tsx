import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useT } from "../i18n/language";
import { MoonIcon, SunIcon } from "../kit/icons";
import { shellWords } from "./words";

export function ColourSwitch() {
  const t = useT(shellWords);
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      c="var(--mantine-color-text)"
      size="lg"
      aria-label={t("colours")}
      title={t("colours")}
      onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}
    >
      {scheme === "dark" ? <SunIcon /> : <MoonIcon />}
    </ActionIcon>
  );
}
