// The settings of a provider as a form of its own schema.

import { Fieldset, NumberInput, PasswordInput, Select, SimpleGrid, TagsInput, Text, TextInput } from "@mantine/core";
import { useT } from "../../i18n/language";
import { JsonField, type JsonObject } from "../../kit/JsonField";
import { JsonValue } from "../../kit/JsonValue";
import type { Provider } from "./queries";
import { isClosed, type Setting, settingsOf } from "./schema";
import { catalogueWords } from "./words";

interface Props {
  label: string;
  provider: Pick<Provider, "settings_schema"> | undefined;
  value: JsonObject | string;
  /** Names of the secrets that are set: they are not known here, and kept when left empty. */
  secrets?: readonly string[];
  /** Stands in an empty field that has no default. */
  unset?: string;
  /** Better words than those of the schema. */
  told?: (name: string) => Partial<Pick<Setting, "label" | "description">>;
  /** By the name of a setting; "" is the error of all of them. */
  errorAt: (name: string) => string | undefined;
  onChange: (value: JsonObject | string) => void;
}

const WIDE = new Set<Setting["control"]["kind"]>(["json", "tags"]);

export function ParamsForm({ label, provider, value, secrets = [], unset, told, errorAt, onChange }: Props) {
  const t = useT(catalogueWords);
  const settings = (provider ? settingsOf(provider.settings_schema) : []).map((setting) => ({ ...setting, ...told?.(setting.name) }));
  if (!provider || typeof value === "string") {
    return <JsonField label={label} value={value} error={errorAt("")} onChange={onChange} />;
  }
  const names = new Set(settings.map(({ name }) => name));
  const pick = (wanted: boolean) => Object.fromEntries(Object.entries(value).filter(([name]) => names.has(name) === wanted));
  const known = pick(true);
  const rest = pick(false);
  const put = (name: string, next: unknown) => {
    const { [name]: _old, ...others } = value;
    onChange(next === undefined ? others : { ...others, [name]: next });
  };
  const hasRest = Object.keys(rest).length > 0;
  const mayHaveRest = hasRest || !isClosed(provider.settings_schema);
  if (settings.length === 0 && !hasRest && !errorAt("")) return null;
  return (
    <Fieldset legend={label}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} style={{ alignItems: "end" }}>
        {settings.map((setting) => (
          <div key={setting.name} style={WIDE.has(setting.control.kind) ? { gridColumn: "1 / -1" } : undefined}>
            <Control setting={setting} unset={unset ?? t("byDefault")} isKept={secrets.includes(setting.name)} value={value[setting.name]} error={errorAt(setting.name)} onChange={(next) => put(setting.name, next)} />
          </div>
        ))}
        {!mayHaveRest && errorAt("") && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert" style={{ gridColumn: "1 / -1" }}>
            {errorAt("")}
          </Text>
        )}
        {mayHaveRest && (hasRest || errorAt("")) && (
          <div style={{ gridColumn: "1 / -1" }}>
            <JsonField
              label={t("other")}
              value={rest}
              error={errorAt("")}
              onChange={(next) => onChange(typeof next === "string" ? next : { ...known, ...next })}
            />
          </div>
        )}
      </SimpleGrid>
    </Fieldset>
  );
}

interface ControlProps {
  setting: Setting;
  unset: string;
  isKept: boolean;
  value: unknown;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

function Control({ setting: { label, description, fallback, isRequired, control }, unset, isKept, value, error, onChange }: ControlProps) {
  const t = useT(catalogueWords);
  const placeholder = isRequired ? "" : fallback === undefined ? unset : t("defaultIs", { value: fallback });
  const common = { label, description, error, placeholder, required: isRequired && !isKept };
  const choose = (data: { value: string; label: string }[], chosen: string | null, set: (next: string | null) => void) => (
    <Select {...common} clearable data={data} value={chosen} onChange={set} />
  );
  switch (control.kind) {
    case "text":
      return <TextInput {...common} value={(value as string | undefined) ?? ""} onChange={(e) => onChange(e.currentTarget.value || undefined)} />;
    case "secret":
      return (
        <PasswordInput
          {...common}
          placeholder={isKept ? t("kept") : placeholder}
          autoComplete="off"
          visibilityToggleButtonProps={{ "aria-label": t("showSecret") }}
          value={(value as string | undefined) ?? ""}
          onChange={(e) => onChange(e.currentTarget.value || undefined)}
        />
      );
    case "number": {
      const { isWhole, ...limits } = control;
      return (
        <NumberInput
          {...common}
          {...limits}
          allowDecimal={!isWhole}
          step={isWhole ? 1 : 0.1}
          clampBehavior="none"
          value={(value as number | undefined) ?? ""}
          onChange={(next) => onChange(next === "" ? undefined : Number(next))}
        />
      );
    }
    case "choice":
      return choose(control.options.map((option) => ({ value: option, label: option })), (value as string | undefined) ?? null, (next) => onChange(next ?? undefined));
    case "switch":
      return choose(
        [
          { value: "true", label: t("on") },
          { value: "false", label: t("off") },
        ],
        typeof value === "boolean" ? String(value) : null,
        (next) => onChange(next === null ? undefined : next === "true"),
      );
    case "tags":
      return <TagsInput {...common} value={(value as string[] | undefined) ?? []} onChange={(next) => onChange(next.length ? next : undefined)} />;
    case "json":
      return <JsonValue {...common} value={value} onChange={onChange} />;
  }
}
