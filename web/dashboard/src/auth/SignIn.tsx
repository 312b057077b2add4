import { Button, Center, Paper, Stack, Text, Title } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { LanguageSwitch } from "../app/LanguageSwitch";
import { Mark } from "../app/Mark";
import { shellWords } from "../app/words";
import { useT } from "../i18n/language";
import { ProblemAlert } from "../kit/States";
import { signIn } from "./oidc";

export function SignIn() {
  const t = useT(shellWords);
  const { to } = useSearch({ from: "/sign-in" });
  const start = useMutation({ mutationFn: () => signIn(to ?? "/") });
  return (
    <Center mih="100vh" p="md" component="main" bg="var(--sn-surface)">
      <title>Speaknode</title>
      <Paper withBorder shadow="sm" p="xl" w="min(24rem, 100%)">
        <Stack gap="md" align="center">
          <Mark size={56} />
          <Title order={1}>Speaknode</Title>
          <Text c="dimmed" ta="center">
            {t("welcome")}
          </Text>
          <Button fullWidth size="md" loading={start.isPending} onClick={() => start.mutate()}>
            {t("signIn")}
          </Button>
          {start.error && <ProblemAlert error={start.error} />}
          <LanguageSwitch />
        </Stack>
      </Paper>
    </Center>
  );
}
