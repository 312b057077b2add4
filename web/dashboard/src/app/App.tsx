// Settings first, then sign-in, then the screens.

import { Center, Loader, MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { ApiError } from "../api/problem";
import { useT } from "../i18n/language";
import { Empty, ProblemAlert } from "../kit/States";
import { loadConfig } from "./config";
import { router } from "./router";
import { cssVariables, theme } from "./theme";
import { shellWords } from "./words";

const Notifications = lazy(() => import("@mantine/notifications").then((module) => ({ default: module.Notifications })));
const RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the API refused it will refuse again; what did not answer may answer.
      retry: (count, error) => count < RETRIES && (!(error instanceof ApiError) || error.isOffline || error.status >= 500),
    },
  },
});

export function App() {
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
