// What is said before, during and after the call: in the tool's own words, and in those of each language.

import { ActionIcon, Button, Card, Group, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useLanguage, useT } from "../../i18n/language";
import { get } from "../../kit/diff";
import { PlusIcon, TrashIcon } from "../../kit/icons";
import { kitWords } from "../../kit/words";
import type { ToolInput } from "./queries";
import { OFFERED, type Progress, textOf, withLanguage, withoutLanguage, withStep } from "./texts";
import { toolWords } from "./words";

type Form = UseFormReturnType<ToolInput>;
const MOST = 10;

export function Speech({ form }: { form: Form }) {
  const t = useT(toolWords);
  const nameOf = useLanguageName();
  const locales = form.values.locales ?? {};
  const taken = Object.keys(locales);
  return (
    <Stack>
      <Words form={form} at="" />
      {taken.map((language) => (
        <Card key={language} withBorder>
          <Group justify="space-between" mb="sm">
            <Text fw={600}>{nameOf(language)}</Text>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t("removeLanguage", { name: nameOf(language) })}
              onClick={() => form.setFieldValue("locales", withoutLanguage(locales, language))}
            >
              {t("remove")}
            </Button>
          </Group>
          <Words form={form} at={`locales.${language}.`} />
        </Card>
      ))}
      <Select
        maw={320}
        searchable
        leftSection={<PlusIcon size={16} />}
        label={t("languages")}
        description={t("languagesHint")}
        placeholder={t("addLanguage")}
        data={OFFERED.filter((language) => !taken.includes(language)).map((value) => ({ value, label: nameOf(value) }))}
        value={null}
        onChange={(language) => language && form.setFieldValue("locales", withLanguage(locales, language))}
      />
    </Stack>
  );
}

function Words({ form, at }: { form: Form; at: string }) {
  const t = useT(toolWords);
  const line = (name: "pre_speech" | "on_error_speech", label: string) => (
    <TextInput
      label={label}
      {...form.getInputProps(at + name)}
      value={(get(form.values, at + name) as string | null) ?? ""}
      onChange={(event) => form.setFieldValue(at + name, textOf(event.currentTarget.value))}
    />
  );
  return (
    <Stack>
      {line("pre_speech", t("preSpeech"))}
      <Steps form={form} at={`${at}progress_speech`} />
      {line("on_error_speech", t("onErrorSpeech"))}
    </Stack>
  );
}

function Steps({ form, at }: { form: Form; at: string }) {
  const t = useT(toolWords);
  const k = useT(kitWords);
  const steps = (get(form.values, at) as Progress[] | null | undefined) ?? [];
  const put = (next: Progress[]) => form.setFieldValue(at, next.length === 0 && at.includes(".") ? null : next);
  return (
    <Stack gap="xs">
      {steps.map((step, index) => (
        <Group key={index} align="flex-end" wrap="nowrap">
          <NumberInput w={{ base: 110, xs: 140 }} label={index === 0 ? t("after") : undefined} aria-label={t("after")} suffix={` ${k("ms")}`} thousandSeparator=" " step={500} {...form.getInputProps(`${at}.${index}.after_ms`)} />
          <TextInput flex={1} label={index === 0 ? t("progressSpeech") : undefined} aria-label={t("progressSpeech")} {...form.getInputProps(`${at}.${index}.text`)} value={step.text} />
          <ActionIcon variant="default" size="lg" aria-label={t("removeStep")} onClick={() => put(steps.filter((_, other) => other !== index))}>
            <TrashIcon size={16} />
          </ActionIcon>
        </Group>
      ))}
      {steps.length < MOST && (
        <Group>
          <Button size="compact-sm" variant="default" onClick={() => put(withStep(steps))}>
            {t("addStep")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function useLanguageName(): (language: string) => string {
  const names = new Intl.DisplayNames(useLanguage(), { type: "language" });
  return (language) => {
    const name = names.of(language) ?? language;
    return name.charAt(0).toUpperCase() + name.slice(1);
  };
}
