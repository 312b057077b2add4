// Which versions share the public's conversations, and by what weight.

import { Button, Fieldset, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { same } from "../../kit/diff";
import { PlusIcon, TrashIcon } from "../../kit/icons";
import { ProblemAlert } from "../../kit/States";
import type { Agent } from "./model";
import { type Deed, type Part, shares, useDeed } from "./versions";
import { versionWords } from "./versionWords";

interface Props {
  agent: Agent;
  disabled: boolean;
  onDone: (agent: Agent, deed: Deed) => void;
}

const MAX_PARTS = 10;

export function SplitForm({ agent, disabled, onDone }: Props) {
  const t = useT(versionWords);
  const [parts, setParts] = useState<Part[]>(agent.split);
  const deed = useDeed(agent, (saved, done) => {
    setParts(saved.split);
    onDone(saved, done);
  });
  const published = agent.published_version;
  if (!agent.is_published || published === null || agent.latest_version < 2) return <Text c="dimmed">{t("splitNeeds")}</Text>;
  const free = Array.from({ length: agent.latest_version }, (_, index) => agent.latest_version - index).filter(
    (version) => !parts.some((part) => part.version === version),
  );
  const start = () => setParts([{ version: published, weight: 9 }, { version: free.find((version) => version !== published)!, weight: 1 }]);
  const put = (split: Part[]) => deed.mutate({ kind: "split", split });
  return (
    <Fieldset legend={t("split")}>
      <Stack gap="sm">
        <Text c="dimmed" size="sm">
          {parts.length ? t("splitText") : t("splitNone", { version: published })}
        </Text>
        <Parts parts={parts} free={free} onChange={setParts} />
        {deed.error && <ProblemAlert error={deed.error} />}
        <Group gap="xs">
          {parts.length === 0 ? (
            <Button variant="default" disabled={disabled} onClick={start}>
              {t("startSplit")}
            </Button>
          ) : (
            <>
              <Button
                variant="default"
                leftSection={<PlusIcon size={16} />}
                disabled={free.length === 0 || parts.length >= MAX_PARTS}
                onClick={() => setParts([...parts, { version: free[0]!, weight: 1 }])}
              >
                {t("addPart")}
              </Button>
              <Button disabled={disabled || same(parts, agent.split)} loading={deed.isPending} onClick={() => put(parts)}>
                {t("saveSplit")}
              </Button>
              <Button variant="default" disabled={disabled} onClick={() => (agent.split.length ? put([]) : setParts([]))}>
                {t("endSplit", { version: published })}
              </Button>
            </>
          )}
        </Group>
      </Stack>
    </Fieldset>
  );
}

function Parts({ parts, free, onChange }: { parts: Part[]; free: number[]; onChange: (parts: Part[]) => void }) {
  const t = useT(versionWords);
  const change = (index: number, part: Partial<Part>) => onChange(parts.map((old, at) => (at === index ? { ...old, ...part } : old)));
  const percents = shares(parts);
  return parts.map(({ version, weight }, index) => (
    <Group key={index} gap="xs" align="end">
      <Select
        w={130}
        label={t("partVersion", { n: index + 1 })}
        allowDeselect={false}
        data={[version, ...free].map((each) => ({ value: String(each), label: `v${each}` }))}
        value={String(version)}
        onChange={(next) => change(index, { version: Number(next) })}
      />
      <NumberInput
        w={130}
        label={t("weight", { n: index + 1 })}
        min={1}
        max={1000}
        clampBehavior="none"
        value={weight}
        onChange={(next) => change(index, { weight: Number(next) })}
      />
      <Text mb={8} miw={48}>
        {percents[index]} %
      </Text>
      <Button
        variant="default"
        aria-label={t("removePart", { version })}
        onClick={() => onChange(parts.filter((_, at) => at !== index))}
      >
        <TrashIcon size={16} />
      </Button>
    </Group>
  ));
}
