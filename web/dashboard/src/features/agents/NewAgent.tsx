// A name and a language make an agent; another agent can be the beginning.

import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useLanguage, useT } from "../../i18n/language";
import { General } from "../../kit/SaveBar";
import { useResourceForm } from "../../kit/useResourceForm";
import { kitWords } from "../../kit/words";
import { fieldWords } from "./fieldWords";
import { configOf } from "./model";
import { createAgent, getAgent, keep, useAgentOptions } from "./queries";
import { starter } from "./starter";
import { agentWords } from "./words";

const BLANK = "blank";

export function NewAgent({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT(agentWords);
  return (
    <Modal opened={opened} onClose={onClose} title={t("new")}>
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const t = useT(agentWords);
  const k = useT(kitWords);
  const f = useT(fieldWords);
  const language = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const options = useAgentOptions();
  const resource = useResourceForm({
    initial: { name: "", default_locale: language as string, from: BLANK },
    save: async ({ name, default_locale, from }) =>
      createAgent(from === BLANK ? starter(name, default_locale) : { ...configOf(await getAgent(from)), name }),
    onSaved: (agent) => {
      keep(client, agent);
      onClose();
      void navigate({ to: "/agents/$agentId", params: { agentId: agent.id } });
    },
  });
  const { form } = resource;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        resource.submit();
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t("newText")}
        </Text>
        <TextInput label={f("name")} required maxLength={50} data-autofocus {...form.getInputProps("name")} />
        {options.length > 0 && (
          <Select
            label={t("startFrom")}
            allowDeselect={false}
            data={[{ value: BLANK, label: t("blank") }, ...options]}
            {...form.getInputProps("from")}
          />
        )}
        {form.values.from === BLANK && (
          <Select
            label={f("default_locale")}
            allowDeselect={false}
            data={[
              { value: "en", label: "English" },
              { value: "ru", label: "Русский" },
            ]}
            {...form.getInputProps("default_locale")}
          />
        )}
        <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
        <Group justify="flex-end">
          <Button type="submit" loading={resource.isSaving} disabled={!form.values.name.trim()}>
            {k("create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
