// One setting of the agent, drawn by its kind.

import { ColorInput, MultiSelect, NumberInput, Select, Slider, Stack, Switch, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../i18n/language";
import { JsonField, type JsonObject } from "../../kit/JsonField";
import { kitWords } from "../../kit/words";
import { BackgroundField } from "./BackgroundField";
import type { Field } from "./fields";
import { fieldKey, fieldWords } from "./fieldWords";
import type { Config } from "./model";
import { ServiceField } from "./ServiceField";
import { SoundField } from "./SoundField";
import { optionWords, type OptionWord } from "./optionWords";

interface Props {
  form: UseFormReturnType<Config>;
  field: Field;
}

export function SettingField({ form, field }: Props) {
  const t = useT(fieldWords);
  const o = useT(optionWords);
  const k = useT(kitWords);
  const key = fieldKey(field.path);
  const label = key ? t(key) : field.path;
  const hintKey = `${key ?? ""}_hint`;
  const description = field.hint && hintKey in fieldWords ? t(hintKey as keyof typeof fieldWords) : undefined;
  const input = form.getInputProps(field.path);
  const value: unknown = input.value;
  const common = { label, description, error: input.error as string | undefined, "data-path": field.path };
  const set = (next: unknown) => form.setFieldValue(field.path, next as never);
  const choices = (options: readonly string[]) => options.map((option) => ({ value: option, label: o(option as OptionWord) }));

  const empty = "required" in field && field.required ? "" : null;

  switch (field.kind) {
    case "text":
      return <TextInput {...common} value={(value as string | null) ?? ""} onChange={(e) => set(e.currentTarget.value || empty)} />;
    case "area":
      return (
        <Textarea {...common} autosize minRows={2} maxRows={10} value={(value as string | null) ?? ""} onChange={(e) => set(e.currentTarget.value || empty)} />
      );
    case "number":
      return (
        <NumberInput
          {...common}
          {...(field.unit ? { suffix: ` ${k(field.unit)}` } : {})}
          min={field.min}
          max={field.max}
          step={field.step ?? 1}
          clampBehavior="none"
          allowDecimal={false}
          thousandSeparator=" "
          value={(value as number | null) ?? ""}
          onChange={(next) => set(next === "" ? null : Number(next))}
        />
      );
    case "slider":
      return <SliderField {...field} {...common} value={Number(value ?? field.min)} onChange={set} />;
    case "switch":
      return <Switch {...common} checked={Boolean(value)} onChange={(e) => set(e.currentTarget.checked)} />;
    case "select":
      return (
        <Select
          {...common}
          allowDeselect={false}
          clearable={field.orNull ?? false}
          placeholder={field.orNull ? o("none") : ""}
          data={choices(field.options)}
          value={value as string | null}
          onChange={set}
        />
      );
    case "many":
      return <MultiSelect {...common} data={choices(field.options)} value={value as string[]} onChange={set} />;
    case "tags":
      return <TagsInput {...common} value={(value as string[] | null) ?? []} onChange={(next) => set(field.orNull && next.length === 0 ? null : next)} splitChars={["\n"]} />;
    case "color":
      return <ColorInput {...common} format="hex" withEyeDropper={false} value={(value as string | null) ?? ""} onChange={(next) => set(next || null)} />;
    case "json":
      return <JsonField {...common} value={(value as JsonObject | null) ?? {}} onChange={set} />;
    case "background":
      return <BackgroundField form={form} path={field.path} />;
    case "sound":
      return <SoundField {...common} value={value as string | null} onChange={set} />;
    case "service":
      return <ServiceField form={form} path={field.path} of={field.of} />;
  }
}

interface SliderProps {
  label: string;
  description?: string | undefined;
  error?: string | undefined;
  min: number;
  max: number;
  step: number;
  value: number;
  onChange: (value: number) => void;
}

function SliderField({ label, description, error, value, onChange, ...scale }: SliderProps) {
  const shown = value.toFixed(2).replace(/0$/, "");
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500}>
        {label}: {shown}
      </Text>
      {description && (
        <Text size="xs" c="dimmed">
          {description}
        </Text>
      )}
      <Slider {...scale} value={value} onChange={onChange} thumbLabel={label} label={shown} />
      {error && (
        <Text size="xs" c="var(--mantine-color-error)">
          {error}
        </Text>
      )}
    </Stack>
  );
}
