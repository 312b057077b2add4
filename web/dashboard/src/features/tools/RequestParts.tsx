// What else a request may have: most tools do without, so it is folded away until one has some of it.

import { Accordion, NumberInput, SimpleGrid, Stack, Switch } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { JsonField, type JsonObject } from "../../kit/JsonField";
import { JsonValue } from "../../kit/JsonValue";
import { kitWords } from "../../kit/words";
import type { ToolInput } from "./queries";
import { requestWords } from "./requestWords";
import { Secrets } from "./Secrets";

type Form = UseFormReturnType<ToolInput>;

const SCHEMAS = ["path_parameters", "query_parameters", "header_parameters", "body_parameters"] as const;
const filled = (value: unknown) => value !== null && value !== undefined && Object.keys(value).length > 0;

export function RequestParts({ form }: { form: Form }) {
  const t = useT(requestWords);
  const [open, setOpen] = useState(() => startsOpen(form.values));
  const wrong = Object.keys(form.errors);
  // An error is never behind a closed lid.
  const shown = open.concat(wrong.some((path) => /^(body|query|\w+_parameters)/.test(path)) ? ["request"] : [], wrong.some((path) => /^(retry|response_mapping)/.test(path)) ? ["answer"] : []);
  return (
    <Stack>
      <Secrets form={form} />
      <Accordion multiple variant="separated" value={shown} onChange={setOpen}>
        <Accordion.Item value="request">
          <Accordion.Control>{t("more")}</Accordion.Control>
          <Accordion.Panel>
            <Stack>
              <JsonField label={t("query")} description={t("queryHint")} {...json(form, "query")} />
              <JsonValue
                label={t("body")}
                description={t("bodyHint")}
                value={form.values.body ?? undefined}
                onChange={(value) => form.setFieldValue("body", value ?? null)}
                error={form.errors["body"]}
              />
              {SCHEMAS.map((name) => (
                <JsonField key={name} label={t(name)} {...json(form, name, true)} />
              ))}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="answer">
          <Accordion.Control>{t("answer")}</Accordion.Control>
          <Accordion.Panel>
            <Stack>
              <JsonField label={t("mapping")} description={t("mappingHint", { example: '{"price": "$.total"}' })} {...json(form, "response_mapping")} />
              <Retry form={form} />
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  );
}

function Retry({ form }: { form: Form }) {
  const t = useT(requestWords);
  const k = useT(kitWords);
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput label={t("attempts")} description={t("attemptsHint")} min={1} max={5} {...form.getInputProps("retry.attempts")} />
        <NumberInput label={t("backoff")} description={t("backoffHint")} suffix={` ${k("ms")}`} thousandSeparator=" " step={100} {...form.getInputProps("retry.backoff_ms")} />
      </SimpleGrid>
      <Switch label={t("honours")} description={t("honoursHint")} {...form.getInputProps("retry.honours_idempotency_key", { type: "checkbox" })} />
    </>
  );
}

function startsOpen(values: ToolInput): string[] {
  const request = filled(values.query) || (values.body !== null && values.body !== undefined) || SCHEMAS.some((name) => filled(values[name]));
  const answer = filled(values.response_mapping) || (values.retry?.attempts ?? 1) > 1;
  return [...(request ? ["request"] : []), ...(answer ? ["answer"] : [])];
}

/** The props of @mantine/form are untyped; a JSON field wants three of them. */
export function json(form: Form, path: string, isNullable = false) {
  const props = form.getInputProps(path) as { value?: unknown; onChange: (value: unknown) => void; error?: string };
  return {
    value: (props.value ?? {}) as JsonObject | string,
    onChange: (value: JsonObject | string) => props.onChange(isNullable && !filled(value) ? null : value),
    error: props.error,
  };
}
