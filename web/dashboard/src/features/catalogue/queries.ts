// What an agent can be made of: providers, their models and voices.

import type { Schemas } from "@speaknode/api";
import { useQuery } from "@tanstack/react-query";
import { api, ok } from "../../api/client";

export type Provider = Schemas["Provider"];
export type Kind = "llm" | "stt" | "tts" | "realtime";

// They change with a deployment or by an admin, not while somebody edits an agent.
const STALE_MS = 5 * 60_000;

function useAllProviders(): Provider[] {
  const query = useQuery({ queryKey: ["providers"], staleTime: STALE_MS, queryFn: () => ok(api().GET("/v1/providers")) });
  return query.data?.items ?? [];
}

export function useProviders(kind: Kind) {
  return useAllProviders().filter((provider) => provider.kind === kind);
}

/** Those that need a key, each once. */
export function useProviderNames(): string[] {
  return [...new Set(useAllProviders().filter(({ key_source }) => key_source !== "not_needed").map(({ credential }) => credential))];
}

export function useModels(kind: Kind, provider: string, language?: string) {
  const asked = { kind, provider, ...(language ? { language } : {}) };
  const query = useQuery({
    queryKey: ["models", kind, provider, language],
    staleTime: STALE_MS,
    queryFn: () => ok(api().GET("/v1/models", { params: { query: asked } })),
  });
  return query.data?.items ?? [];
}

interface VoicesWanted {
  provider: string;
  language: string | undefined;
  region: string | undefined;
}

export function useVoices({ provider, language, region }: VoicesWanted, enabled: boolean) {
  const asked = { provider, ...(language ? { language } : {}), ...(region ? { region } : {}) };
  return useQuery({
    queryKey: ["voices", asked],
    staleTime: STALE_MS,
    enabled,
    retry: false, // A missing key is told at once.
    queryFn: () => ok(api().GET("/v1/voices", { params: { query: asked } })),
  });
}
