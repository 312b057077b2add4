// Where the issuer sends people back to, in this window or in the small one.

import { Center, Loader, Stack, Text } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { shellWords } from "../app/words";
import { useT } from "../i18n/language";
import { LinkButton } from "../kit/LinkButton";
import { ProblemAlert } from "../kit/States";
import { finishSignIn } from "./oidc";

export function Callback() {
  const t = useT(shellWords);
  const router = useRouter();
  const [error, setError] = useState<unknown>(null);
  const started = useRef(false);
  useEffect(() => {
    // A code is good for one try, and StrictMode runs effects twice.
    if (started.current) return;
    started.current = true;
    finishSignIn()
      .then((to) => to !== null && router.history.replace(to))
      .catch(setError);
  }, [router]);
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack align="center">
        {error ? (
          <>
            <Text fw={600}>{t("signInFailed")}</Text>
            <ProblemAlert error={error} />
            <LinkButton to="/sign-in">{t("signIn")}</LinkButton>
          </>
        ) : (
          <>
            <Loader aria-label={t("finishing")} />
            <Text role="status">{t("finishing")}</Text>
          </>
        )}
      </Stack>
    </Center>
  );
}
