// Settings first, then sign-in, then the screens.

import { Center, Loader, MantineProvider } from "@mantine/core";
import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { useT } from "../i18n/language";
import { Empty, ProblemAlert } from "../kit/States";
import { kitWords } from "../kit/words";
import { loadConfig } from "./config";
import { queryClient } from "./queryClient";
import { router } from "./router";
import { cssVariables, themeFor } from "./theme";
import { shellWords } from "./words";

const Notifications = lazy(() => import("@mantine/notifications").then((module) => ({ default: module.Notifications })));

export function App() {
  const t = useT(kitWords);
  const theme = useMemo(() => themeFor(t("close")), [t]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Configured />
        <Suspense>
          <Notifications position="bottom-left" limit={3} />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Configured() {
  const t = useT(shellWords);
  const query = useQuery({ queryKey: ["config"], queryFn: loadConfig, staleTime: Infinity, retry: 5, retryDelay: 1000 });
  if (query.data) return <RouterProvider router={router} />;
  if (!query.error) {
    return (
      <Center h="100vh">
        <Loader aria-label={t("connecting")} />
      </Center>
    );
  }
  return (
    <Empty
      title={t("noConfig")}
      action={<ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
    />
  );
}
