import { Group, Kbd, Text, UnstyledButton } from "@mantine/core";
import { useT } from "../i18n/language";
import { SearchIcon } from "../kit/icons";
import classes from "./SearchButton.module.css";
import { shellWords } from "./words";

export function SearchButton({ onClick }: { onClick: () => void }) {
  const t = useT(shellWords);
  return (
    <UnstyledButton className={classes.button} onClick={onClick} aria-label={t("search")} aria-keyshortcuts="/ Control+K">
      <Group gap="xs" wrap="nowrap">
        <SearchIcon size={16} />
        <Text size="sm" visibleFrom="xs">
          {t("search")}
        </Text>
        <Kbd size="xs" visibleFrom="xs">
          /
        </Kbd>
      </Group>
    </UnstyledButton>
  );
}
