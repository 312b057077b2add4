// A voice of a provider, chosen by its name and heard before it is chosen for callers.

import { Button, Group, Select, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useT } from "../../i18n/language";
import { type Provider, useVoices } from "./queries";
import { catalogueWords } from "./words";

interface Props {
  label: string;
  provider: Provider | undefined;
  locale: string | undefined;
  /** Of the provider's key, where the settings name one. */
  region: string | undefined;
  value: string | null;
  error: string | undefined;
  onChange: (voice: string | null) => void;
}

export function VoiceField({ label, provider, locale, region, value, error, onChange }: Props) {
  const t = useT(catalogueWords);
  const wanted = { provider: provider?.name ?? "", language: locale?.slice(0, 2), region };
  const query = useVoices(wanted, Boolean(provider?.lists_voices));
  const voices = query.data?.items ?? [];
  const common = { label, error, placeholder: t("byDefault"), flex: 1 };
  if (!query.data) {
    const description = query.error ? t("noVoices", { reason: query.error.message }) : undefined;
    return <TextInput {...common} description={description} value={value ?? ""} onChange={(e) => onChange(e.currentTarget.value || null)} />;
  }
  const data = voices.map((voice) => ({ value: voice.voice, label: [voice.title, voice.gender].filter(Boolean).join(" · ") }));
  if (value && !voices.some(({ voice }) => voice === value)) data.unshift({ value, label: value });
  const sample = voices.find(({ voice }) => voice === value)?.preview_url;
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <Select {...common} searchable clearable data={data} value={value} onChange={onChange} limit={200} />
      {sample && <Sample key={sample} url={sample} />}
    </Group>
  );
}

function Sample({ url }: { url: string }) {
  const t = useT(catalogueWords);
  const [audio] = useState(() => new Audio());
  const [state, setState] = useState<"quiet" | "playing" | "failed">("quiet");
  useEffect(() => () => audio.pause(), [audio]);
  const toggle = () => {
    if (state === "playing") return audio.pause();
    audio.src = url;
    audio.onplaying = () => setState("playing");
    audio.onpause = audio.onended = () => setState("quiet");
    audio.play().catch(() => setState("failed"));
  };
  return (
    <Button variant="default" onClick={toggle} title={state === "failed" ? t("noSample") : undefined} color={state === "failed" ? "red" : undefined}>
      {t(state === "playing" ? "stop" : state === "failed" ? "noSample" : "listen")}
    </Button>
  );
}
