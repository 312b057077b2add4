// Which provider does one job of an agent: its model, voice and settings.

import { Autocomplete, Select, SimpleGrid } from "@mantine/core";
import { useT } from "../../i18n/language";
import type { JsonObject } from "../../kit/JsonField";
import { ParamsForm } from "./ParamsForm";
import { type Kind, type Provider, useModels, useProviders } from "./queries";
import { VoiceField } from "./VoiceField";
import { catalogueWords } from "./words";

export interface Service {
  provider: string;
  model: string | null;
  params: JsonObject | string;
  /** Only of a `tts`. */
  voice?: string | null;
}

interface Props<S extends Service> {
  kind: Kind;
  value: S;
  locale?: string | undefined;
  labelOf: (name: "provider" | "model" | "voice" | "params") => string;
  /** By the path below the service: `model`, `params.top_p`. */
  errorAt: (path: string) => string | undefined;
  onChange: (value: S) => void;
}

export function ServiceFields<S extends Service>({ kind, value, locale, labelOf, errorAt, onChange }: Props<S>) {
  const t = useT(catalogueWords);
  const providers = useProviders(kind);
  const provider = providers.find(({ name }) => name === value.provider);
  const models = useModels(kind, value.provider, kind === "llm" ? undefined : locale?.slice(0, 2));
  const put = (part: Partial<Service>) => onChange({ ...value, ...part });
  // Models, voices and settings of another provider mean nothing to this one.
  const change = (name: string | null) =>
    name && put({ provider: name, model: null, params: {}, ...(value.voice === undefined ? {} : { voice: null }) });
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: "start" }}>
        <Select
          label={labelOf("provider")}
          description={provider?.key_source === "none" ? t("noKey") : undefined}
          error={errorAt("provider")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          searchable
          allowDeselect={false}
          data={choices(providers, value.provider, t("offline"))}
          value={value.provider}
          onChange={change}
        />
        <Autocomplete
          label={labelOf("model")}
          placeholder={provider?.default_model ? t("defaultIs", { value: provider.default_model }) : t("byDefault")}
          error={errorAt("model")}
          data={models.map(({ model }) => model)}
          value={value.model ?? ""}
          onChange={(next) => put({ model: next || null })}
        />
        {value.voice !== undefined && (
          <VoiceField
            label={labelOf("voice")}
            provider={provider}
            locale={locale}
            region={regionOf(value.params)}
            value={value.voice}
            error={errorAt("voice")}
            onChange={(voice) => put({ voice })}
          />
        )}
      </SimpleGrid>
      <ParamsForm
        key={value.provider}
        label={labelOf("params")}
        provider={provider}
        value={value.params}
        errorAt={(name) => errorAt(name ? `params.${name}` : "params")}
        onChange={(params) => put({ params })}
      />
    </>
  );
}

function choices(providers: Provider[], chosen: string, withoutKey: string) {
  const known = providers.map(({ name, title, offline }) => ({
    value: name,
    label: offline && !/offline/i.test(title) ? `${title} (${withoutKey})` : title,
  }));
  return known.some(({ value }) => value === chosen) ? known : [{ value: chosen, label: chosen }, ...known];
}

/** A half-typed one is asked about by nobody. */
function regionOf(params: JsonObject | string): string | undefined {
  const region = typeof params === "string" ? undefined : params.speech_region;
  return typeof region === "string" && /^[a-z0-9-]{1,50}$/.test(region) ? region : undefined;
}
