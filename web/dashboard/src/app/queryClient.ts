import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/problem";

const RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    // Ask even when the browser believes to be offline: what waits for a network tells nobody why.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      staleTime: 10_000,
      // What the API refused it will refuse again; what did not answer may answer.
      retry: (count, error) => count < RETRIES && (!(error instanceof ApiError) || error.isOffline || error.status >= 500),
    },
  },
});

/** Everything that was loaded belongs to the space that is left. */
export function forgetSpace(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" && queryKey[0] !== "config" });
}
