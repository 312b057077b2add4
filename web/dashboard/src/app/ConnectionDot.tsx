import { Box, Group, Text, VisuallyHidden } from "@mantine/core";
import { useT } from "../i18n/language";
import { useLive } from "./live";
import { shellWords } from "./words";

const COLOURS = { live: "green", connecting: "yellow", offline: "red" };

/** Whether lists and conversations update by themselves. */
export function ConnectionDot() {
  const t = useT(shellWords);
  const state = useLive();
  return (
    <Group gap={6} px="xs" wrap="nowrap" role="status" title={t(state)} data-live={state}>
      <Box w={10} h={10} bg={COLOURS[state]} style={{ borderRadius: "50%" }} />
      <Text size="xs" c="dimmed" visibleFrom="md" aria-hidden="true">
        {t(state)}
      </Text>
      <VisuallyHidden>{t(state)}</VisuallyHidden>
    </Group>
  );
}
