// One card for each language of the agent.

import { Badge, Button, Card, Group, Menu, Select, SimpleGrid, Stack, Title } from "@mantine/core";
import { useState } from "react";
import { useLanguage, useT } from "../../../i18n/language";
import { get } from "../../../kit/diff";
import { PlusIcon } from "../../../kit/icons";
import { DETECTION, localeFields, localeTexts } from "../fields";
import type { Config } from "../model";
import { FieldGrid, Sections } from "../Sections";
import { useLabel } from "../useLabel";
import { agentWords } from "../words";
import type { TabProps } from "./tab";

const OFFERED = ["en", "ru", "de", "fr", "es", "it", "pt", "pl", "tr", "uk", "kk", "zh", "ja", "ko", "ar", "hi"];

export function LanguagesTab({ form }: TabProps) {
  const locales = Object.keys(form.values.locales);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, lg: locales.length > 1 ? 2 : 1 }}>
        {locales.map((locale) => (
          <Locale key={locale} form={form} locale={locale} others={locales.filter((other) => other !== locale)} />
        ))}
      </SimpleGrid>
      <AddLanguage form={form} taken={locales} />
      <Sections form={form} sections={DETECTION} />
    </Stack>
  );
}

function useLanguageName(): (locale: string) => string {
  const names = new Intl.DisplayNames(useLanguage(), { type: "language" });
  return (locale) => {
    const name = names.of(locale) ?? locale;
    return name.charAt(0).toUpperCase() + name.slice(1);
  };
}

function Locale({ form, locale, others }: { form: TabProps["form"]; locale: string; others: string[] }) {
  const t = useT(agentWords);
  const name = useLanguageName();
  const { locales, default_locale } = form.values;
  const isDefault = default_locale === locale;
  const put = (next: Config["locales"]) => form.setFieldValue("locales", next);
  const remove = () => {
    const { [locale]: _gone, ...rest } = locales;
    put(rest);
  };
  return (
    <Card withBorder>
      <Group justify="space-between" mb="md">
        <Group gap="xs">
          <Title order={2}>{name(locale)}</Title>
          {isDefault && <Badge color="indigo">{t("isDefault")}</Badge>}
          {!locales[locale]?.first_message && <Badge color="yellow">{t("noFirstMessage")}</Badge>}
        </Group>
        <Group gap="xs">
          {others.length > 0 && (
            <Menu>
              <Menu.Target>
                <Button size="compact-sm" variant="default">
                  {t("copyFrom", { locale: "…" })}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {others.map((other) => (
                  <Menu.Item key={other} onClick={() => put({ ...locales, [locale]: structuredClone(locales[other]!) })}>
                    {name(other)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
          {!isDefault && (
            <>
              <Button size="compact-sm" variant="default" onClick={() => form.setFieldValue("default_locale", locale)}>
                {t("makeDefault")}
              </Button>
              <Button size="compact-sm" variant="default" onClick={remove} aria-label={t("remove", { name: name(locale) })}>
                {t("removeLanguage")}
              </Button>
            </>
          )}
        </Group>
      </Group>
      <FieldGrid form={form} fields={localeFields(locale).filter(({ path }) => get(form.values, path) !== undefined)} />
      <OwnTexts form={form} locale={locale} />
    </Card>
  );
}

function OwnTexts({ form, locale }: { form: TabProps["form"]; locale: string }) {
  const label = useLabel();
  const fields = localeTexts(locale);
  const isWrong = fields.some(({ path }) => Object.keys(form.errors).some((at) => at.startsWith(path)));
  const [isOpen, setOpen] = useState(() => isWrong || fields.some(({ path }) => get(form.values, path)));
  return (
    <Stack mt="md">
      <Group>
        <Button size="compact-sm" variant="default" aria-expanded={isOpen || isWrong} onClick={() => setOpen(!isOpen)}>
          {label("texts")}
        </Button>
      </Group>
      {(isOpen || isWrong) && <FieldGrid form={form} fields={fields} />}
    </Stack>
  );
}

function AddLanguage({ form, taken }: { form: TabProps["form"]; taken: string[] }) {
  const t = useT(agentWords);
  const name = useLanguageName();
  const { locales, default_locale } = form.values;
  const add = (locale: string | null) => {
    const like = locales[default_locale] ?? Object.values(locales)[0];
    if (!locale || !like) return;
    // The same voice may not speak the new language: the provider's default will.
    const fresh = { ...structuredClone(like), first_message: null, tts: { ...like.tts, voice: null } };
    form.setFieldValue("locales", { ...locales, [locale]: fresh });
  };
  return (
    <Select
      maw={320}
      searchable
      leftSection={<PlusIcon size={16} />}
      placeholder={t("addLanguage")}
      aria-label={t("addLanguage")}
      data={OFFERED.filter((locale) => !taken.includes(locale)).map((locale) => ({ value: locale, label: name(locale) }))}
      value={null}
      onChange={add}
    />
  );
}
