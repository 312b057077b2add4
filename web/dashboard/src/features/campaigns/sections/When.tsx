// When people are called: the beginning, hours by weekday, and by whose clock.

import { Button, Card, Checkbox, Fieldset, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useT } from "../../../i18n/language";
import { PlusIcon, TrashIcon } from "../../../kit/icons";
import { formWords } from "../formWords";
import { DAYS, localOf, momentOf, type Values, WINDOW } from "../model";

type Form = UseFormReturnType<Values>;
const MOST_WINDOWS = 20;

export function When({ form }: { form: Form }) {
  const t = useT(formWords);
  const { windows } = form.values;
  const put = (next: Values["windows"]) => {
    form.clearErrors(); // They are told by number, and the numbers move.
    form.setFieldValue("windows", next);
  };
  return (
    <Fieldset legend={t("when")}>
      <Stack>
        <TextInput
          type="datetime-local"
          maw={280}
          label={t("startAt")}
          description={t("startAtHint")}
          value={localOf(form.values.start_at)}
          error={form.errors["start_at"]}
          onChange={(event) => form.setFieldValue("start_at", momentOf(event.currentTarget.value))}
        />
        {windows.map((_, index) => (
          <OneWindow key={index} form={form} index={index} onRemove={() => put(windows.filter((_, at) => at !== index))} />
        ))}
        <Group>
          <Button variant="default" leftSection={<PlusIcon size={16} />} disabled={windows.length >= MOST_WINDOWS} onClick={() => put([...windows, WINDOW])}>
            {t("addWindow")}
          </Button>
          <Text size="sm" c="dimmed">
            {t("windowsHint")}
          </Text>
        </Group>
        {windows.length > 0 && <Clock form={form} />}
      </Stack>
    </Fieldset>
  );
}

function OneWindow({ form, index, onRemove }: { form: Form; index: number; onRemove: () => void }) {
  const t = useT(formWords);
  const name = t("window", { n: index + 1 });
  const at = `windows.${index}`;
  return (
    <Card withBorder role="group" aria-label={name}>
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{name}</Text>
        <Button size="compact-sm" variant="default" aria-label={t("removeWindow", { n: index + 1 })} onClick={onRemove}>
          <TrashIcon size={14} />
        </Button>
      </Group>
      <Stack gap="sm">
        <Checkbox.Group label={t("days")} {...form.getInputProps(`${at}.days`)}>
          <Group gap="sm" mt={4}>
            {DAYS.map((day) => (
              <Checkbox key={day} value={day} label={t(day)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Group align="flex-start">
          <TextInput type="time" w={130} label={t("from")} required {...form.getInputProps(`${at}.start`)} />
          <TextInput type="time" w={130} label={t("until")} required {...form.getInputProps(`${at}.end`)} />
        </Group>
        {form.errors[at] && (
          <Text size="sm" c="var(--mantine-color-error)">
            {form.errors[at]}
          </Text>
        )}
      </Stack>
    </Card>
  );
}

function Clock({ form }: { form: Form }) {
  const t = useT(formWords);
  const { zone_mode } = form.values;
  return (
    <Group grow align="flex-start" preventGrowOverflow={false}>
      <Select
        miw={220}
        label={t("zoneMode")}
        {...(zone_mode === "contact" ? { description: t("byContactHint") } : {})}
        inputWrapperOrder={["label", "input", "description", "error"]}
        allowDeselect={false}
        data={[
          { value: "contact", label: t("byContact") },
          { value: "campaign", label: t("byCampaign") },
        ]}
        {...form.getInputProps("zone_mode")}
      />
      {zone_mode === "campaign" && (
        <Select miw={220} label={t("zone")} required searchable limit={50} data={ZONES} {...form.getInputProps("zone")} />
      )}
    </Group>
  );
}

const ZONES = Intl.supportedValuesOf("timeZone");
