// A service of the agent in the editor, with what takes over when it fails.

import { Button, Group, Stack, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../i18n/language";
import { get } from "../../kit/diff";
import { PlusIcon, TrashIcon } from "../../kit/icons";
import type { Kind } from "../catalogue/queries";
import { type Service, ServiceFields } from "../catalogue/ServiceFields";
import { catalogueWords } from "../catalogue/words";
import type { Config } from "./model";
import { fieldWords } from "./fieldWords";

interface Props {
  form: UseFormReturnType<Config>;
  path: string;
  of: Kind;
}

const MAX_FALLBACKS = 3;

export function ServiceField({ form, path, of }: Props) {
  const t = useT(catalogueWords);
  const f = useT(fieldWords);
  const value = get(form.values, path) as (Service & { fallbacks?: Service[] }) | undefined;
  if (!value) return null;
  const locale = /^locales\.([^.]+)/.exec(path)?.[1];
  const labelOf = (name: string) => f(`${of}.${name}` as keyof typeof fieldWords);
  const put = (next: typeof value) => form.setFieldValue(path, next as never);
  const fallbacks = value.fallbacks ?? [];
  const setFallbacks = (next: Service[]) => put({ ...value, fallbacks: next });
  const add = () => setFallbacks([...fallbacks, { provider: value.provider, model: null, params: {}, ...(value.voice === undefined ? {} : { voice: null }) }]);
  const errorAt = (below: string) => form.errors[`${path}.${below}`] as string | undefined;
  return (
    <Stack gap="sm">
      <ServiceFields kind={of} value={value} locale={locale} labelOf={labelOf} errorAt={errorAt} onChange={put} />
      {value.fallbacks && (
        <Stack gap="sm" role="group" aria-label={t("fallbacks")}>
          {fallbacks.map((fallback, index) => (
            <Stack key={index} gap="sm" pl="md" style={{ borderLeft: "2px solid var(--mantine-color-default-border)" }}>
              <Group justify="space-between">
                <Text size="sm" fw={600}>
                  {t("replacement", { n: index + 1 })}
                </Text>
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<TrashIcon size={14} />}
                  onClick={() => setFallbacks(fallbacks.filter((_, at) => at !== index))}
                >
                  {t("removeReplacement", { n: index + 1 })}
                </Button>
              </Group>
              <ServiceFields
                kind={of}
                value={fallback}
                locale={locale}
                labelOf={labelOf}
                errorAt={(below) => errorAt(`fallbacks.${index}.${below}`)}
                onChange={(next) => setFallbacks(fallbacks.map((old, at) => (at === index ? next : old)))}
              />
            </Stack>
          ))}
          {errorAt("fallbacks") && (
            <Text c="var(--mantine-color-error)" size="sm">
              {errorAt("fallbacks")}
            </Text>
          )}
          {fallbacks.length < MAX_FALLBACKS && (
            <Group>
              <Button size="compact-sm" variant="default" leftSection={<PlusIcon size={14} />} onClick={add}>
                {t("addFallback")}
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Stack>
  );
}
