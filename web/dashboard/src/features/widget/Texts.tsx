// What the widget says, in each language of the agent, and what a visitor agrees to.

import { Fieldset, SimpleGrid, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../i18n/language";
import type { Config } from "../agents/model";
import { useLabel } from "../agents/useLabel";
import { widgetWords } from "./words";

interface Props {
  form: UseFormReturnType<Config>;
}

const NAMES = ["title", "subtitle", "launcher", "start_voice", "start_text", "placeholder"] as const;
type Texts = Config["widget"]["texts"][string];
const NONE: Texts = { title: null, subtitle: null, launcher: null, start_voice: null, start_text: null, placeholder: null };

export function TextsEditor({ form }: Props) {
  const t = useT(widgetWords);
  const { texts } = form.values.widget;
  const put = (locale: string, name: string, value: string) =>
    form.setFieldValue("widget.texts", { ...texts, [locale]: { ...NONE, ...texts[locale], [name]: value || null } });
  return Object.keys(form.values.locales).map((locale) => (
    <Fieldset key={locale} legend={t("texts", { locale })}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {NAMES.map((name) => (
          <TextInput
            key={name}
            label={t(name)}
            placeholder={t("ownWords")}
            value={texts[locale]?.[name] ?? ""}
            error={form.errors[`widget.texts.${locale}.${name}`]}
            onChange={(event) => put(locale, name, event.currentTarget.value)}
          />
        ))}
      </SimpleGrid>
    </Fieldset>
  ));
}

export function ConsentEditor({ form }: Props) {
  const t = useT(widgetWords);
  const label = useLabel();
  const { consent } = form.values.widget;
  const put = (next: Config["widget"]["consent"]) => form.setFieldValue("widget.consent", next);
  return (
    <Fieldset legend={label("widget.consent")}>
      <Stack>
        <Switch label={t("consent")} checked={consent !== null} onChange={(event) => put(event.currentTarget.checked ? { version: "1", text: {} } : null)} />
        {consent && (
          <>
            <TextInput
              label={t("consentVersion")}
              description={t("consentVersionText")}
              maw={300}
              value={consent.version}
              error={form.errors["widget.consent.version"]}
              onChange={(event) => put({ ...consent, version: event.currentTarget.value })}
            />
            {Object.keys(form.values.locales).map((locale) => (
              <Textarea
                key={locale}
                autosize
                minRows={2}
                label={t("consentIn", { locale })}
                placeholder={t("ownWords")}
                value={consent.text[locale] ?? ""}
                error={form.errors[`widget.consent.text.${locale}`]}
                onChange={(event) => put({ ...consent, text: withText(consent.text, locale, event.currentTarget.value) })}
              />
            ))}
          </>
        )}
      </Stack>
    </Fieldset>
  );
}

/** An empty text is none: the widget's own words are shown. */
function withText(texts: Record<string, string>, locale: string, text: string): Record<string, string> {
  const { [locale]: _old, ...others } = texts;
  return text ? { ...others, [locale]: text } : others;
}
