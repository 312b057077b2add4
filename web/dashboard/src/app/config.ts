// What this installation is: read at run time, so that one build serves every installation.

export interface Config {
  api_url: string;
  issuer_url: string;
  notifications_url: string;
  livekit_url?: string;
  demo_agent_id?: string;
  oidc_client_id?: string;
}

let loaded: Config | null = null;

export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json", { cache: "no-store" });
  if (!response.ok) throw new Error(await response.text());
  loaded = (await response.json()) as Config;
  return loaded;
}

export function config(): Config {
  if (!loaded) throw new Error("the configuration is not loaded yet");
  return loaded;
}
