// A few contacts, written one by one.

import { ActionIcon, Button, Fieldset, Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { PlusIcon, TrashIcon } from "../../kit/icons";
import { ProblemAlert } from "../../kit/States";
import { useDeclared } from "../campaigns/declared";
import type { Campaign } from "../campaigns/queries";
import { leftOver, nobody, type Person, written } from "./people";
import { addContacts } from "./queries";
import { contactWords } from "./words";

export function ByHand({ campaign }: { campaign: Campaign }) {
  const t = useT(contactWords);
  const [people, setPeople] = useState<Person[]>([nobody()]);
  const names = useNames(campaign);
  const [trusts, setTrusts] = useState(false);
  const adding = useAdding(campaign.id, trusts, setPeople);
  const put = (index: number, part: Partial<Person>) =>
    setPeople(people.map((person, at) => (at === index ? { ...person, errors: {}, ...part } : person)));
  return (
    <Fieldset legend={t("byHand")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          adding.mutate(written(people));
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t("handHint")}
          </Text>
          {people.map((person, index) => (
            <Line
              key={index}
              n={index + 1}
              person={person}
              names={names}
              onChange={(part) => put(index, part)}
              onRemove={people.length > 1 ? () => setPeople(people.filter((_, at) => at !== index)) : null}
            />
          ))}
          {people.some(({ zone }) => zone) && <Switch label={t("trust")} checked={trusts} onChange={(event) => setTrusts(event.currentTarget.checked)} />}
          {adding.error && <ProblemAlert error={adding.error} />}
          <Group justify="space-between">
            <Button variant="default" leftSection={<PlusIcon size={16} />} disabled={people.length >= 1000} onClick={() => setPeople([...people, nobody()])}>
              {t("one")}
            </Button>
            <Button type="submit" loading={adding.isPending} disabled={written(people).length === 0}>
              {t("add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Fieldset>
  );
}

/** What a contact is asked for: the agent's variables by the contact's own names, and the consent. */
function useNames({ settings }: Campaign): string[] {
  const declared = useDeclared(settings.agent_id, settings.agent_version);
  const own = declared.map(({ name }) => settings.variables[name] ?? name);
  return [...new Set([...own, ...(settings.consent_variable ? [settings.consent_variable] : [])])];
}

function useAdding(campaignId: string, trusts: boolean, setPeople: (people: Person[]) => void) {
  const t = useT(contactWords);
  const client = useQueryClient();
  return useMutation({
    mutationFn: (contacts: ReturnType<typeof written>) => addContacts(campaignId, contacts, trusts),
    onSuccess: (answer, sent) => {
      const wrong = leftOver(sent, answer);
      setPeople(wrong.length ? wrong : [nobody()]);
      const { added, duplicates } = answer;
      const told = [added > 0 && t("addedNow", { n: added }), duplicates > 0 && t("duplicates", { n: duplicates })].filter(Boolean);
      if (told.length) notifications.show({ message: told.join(", "), color: "green" });
      void client.invalidateQueries({ queryKey: ["campaign", campaignId] });
      void client.invalidateQueries({ queryKey: ["campaigns"] });
    },
  });
}

interface LineProps {
  n: number;
  person: Person;
  names: string[];
  onChange: (part: Partial<Person>) => void;
  onRemove: (() => void) | null;
}

function Line({ n, person, names, onChange, onRemove }: LineProps) {
  const t = useT(contactWords);
  const { number, zone, variables, errors } = person;
  return (
    <Group role="group" aria-label={t("contact", { n })} align="flex-start" gap="sm">
      <TextInput
        type="tel"
        w={190}
        label={t("number")}
        placeholder="+15550001"
        value={number}
        error={errors["number"] ?? errors[""]}
        onChange={(event) => onChange({ number: event.currentTarget.value })}
      />
      {names.map((name) => (
        <TextInput
          key={name}
          w={190}
          label={name}
          value={variables[name] ?? ""}
          error={errors[`variables.${name}`]}
          onChange={(event) => onChange({ variables: { ...variables, [name]: event.currentTarget.value } })}
        />
      ))}
      <TextInput
        w={190}
        label={t("zone")}
        placeholder="Europe/Berlin"
        value={zone ?? ""}
        error={errors["zone"]}
        onChange={(event) => onChange({ zone: event.currentTarget.value || null })}
      />
      {onRemove && (
        <ActionIcon variant="default" size={36} mt={25} aria-label={t("remove", { n })} onClick={onRemove}>
          <TrashIcon size={16} />
        </ActionIcon>
      )}
    </Group>
  );
}
