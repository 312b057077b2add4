// Credentials that go out with the request; only their names are known here.

import { ActionIcon, Autocomplete, Button, Card, Group, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../i18n/language";
import { TrashIcon } from "../../kit/icons";
import { useCredentials } from "../settings/queries";
import type { ToolInput } from "./queries";
import { requestWords } from "./requestWords";

const BLANK = { secret_ref: "", place: "header", name: "Authorization", prefix: "Bearer " } as const;
const MOST = 10;

export function Secrets({ form }: { form: UseFormReturnType<ToolInput> }) {
  const t = useT(requestWords);
  // Members may not list them; a name can be typed all the same.
  const known = useCredentials().items?.map(({ name }) => name) ?? [];
  const secrets = form.values.secrets ?? [];
  return (
    <Stack gap="xs" role="group" aria-label={t("secrets")}>
      <Text fw={600} size="sm">
        {t("secrets")}
      </Text>
      <Text size="xs" c="dimmed">
        {t("secretsHint")}
      </Text>
      {secrets.map((_, index) => (
        <Card key={index} withBorder p="sm">
          <Group align="flex-start" wrap="nowrap">
            <SimpleGrid cols={{ base: 1, xs: 2 }} flex={1} spacing="sm">
              <Autocomplete label={t("secretRef")} data={known} required {...form.getInputProps(`secrets.${index}.secret_ref`)} />
              <Select
                label={t("place")}
                allowDeselect={false}
                data={(["header", "query", "body"] as const).map((value) => ({ value, label: t(value) }))}
                {...form.getInputProps(`secrets.${index}.place`)}
              />
              <TextInput label={t("secretName")} required {...form.getInputProps(`secrets.${index}.name`)} />
              <TextInput label={t("prefix")} {...form.getInputProps(`secrets.${index}.prefix`)} />
            </SimpleGrid>
            <ActionIcon
              variant="default"
              size="lg"
              mt={25}
              aria-label={t("removeSecret", { n: index + 1 })}
              onClick={() => form.setFieldValue("secrets", secrets.filter((_, other) => other !== index))}
            >
              <TrashIcon size={16} />
            </ActionIcon>
          </Group>
        </Card>
      ))}
      {secrets.length < MOST && (
        <Group>
          <Button size="compact-sm" variant="default" onClick={() => form.setFieldValue("secrets", [...secrets, BLANK])}>
            {t("addSecret")}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
