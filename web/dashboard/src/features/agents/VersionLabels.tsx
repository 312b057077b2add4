// The names of one version: taken off by their cross, put on by a name.

import { Button, Group, Modal, Pill, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { ApiError } from "../../api/problem";
import { ProblemAlert } from "../../kit/States";
import type { Agent } from "./model";
import { type Deed, useDeed } from "./versions";
import { versionWords } from "./versionWords";

interface Props {
  agent: Agent;
  version: number;
  disabled: boolean;
  onDone: (agent: Agent, deed: Deed) => void;
}

export function VersionLabels({ agent, version, disabled, onDone }: Props) {
  const t = useT(versionWords);
  const [isNaming, setNaming] = useState(false);
  const deed = useDeed(agent, (saved, done) => {
    setNaming(false);
    onDone(saved, done);
  });
  const own = Object.entries(agent.labels).filter(([, at]) => at === version);
  return (
    <Group gap={6}>
      {own.map(([label]) => (
        <Pill
          key={label}
          withRemoveButton={!disabled}
          onRemove={() => deed.mutate({ kind: "unlabel", label })}
          removeButtonProps={{ "aria-label": t("removeLabel", { label }), "aria-hidden": false, tabIndex: 0 }}
        >
          {label}
        </Pill>
      ))}
      <Button size="compact-xs" variant="default" disabled={disabled} aria-label={t("addLabel", { version })} onClick={() => setNaming(true)}>
        +
      </Button>
      {deed.error && !isNaming && <ProblemAlert error={deed.error} />}
      {isNaming && (
        <Modal opened onClose={() => setNaming(false)} title={t("addLabel", { version })}>
          <Naming error={deed.error} isPending={deed.isPending} onName={(label) => deed.mutate({ kind: "label", version, label })} />
        </Modal>
      )}
    </Group>
  );
}

function Naming({ error, isPending, onName }: { error: Error | null; isPending: boolean; onName: (label: string) => void }) {
  const t = useT(versionWords);
  const [label, setLabel] = useState("");
  const told = error instanceof ApiError ? (error.errors[0]?.message ?? error.message) : error?.message;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onName(label.trim());
      }}
    >
      <Stack>
        <TextInput
          label={t("label")}
          description={t("labelText")}
          data-autofocus
          value={label}
          error={told}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending} disabled={!label.trim()}>
            {t("saveSplit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
