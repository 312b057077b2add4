// An exported agent, or an assistant of Vapi, becomes an agent here; what of it was lost is told before it is opened.

import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { DropZone } from "../../kit/DropZone";
import { ProblemAlert } from "../../kit/States";
import { documentWords } from "./documentWords";
import { type Imported, importAgent, type ImportNote, keep } from "./queries";

export function ImportAgent({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT(documentWords);
  return (
    <Modal opened={opened} onClose={onClose} title={t("import")} size="lg">
      <Body onClose={onClose} />
    </Modal>
  );
}

function Body({ onClose }: { onClose: () => void }) {
  const t = useT(documentWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const open = ({ agent }: Imported) => {
    onClose();
    void navigate({ to: "/agents/$agentId", params: { agentId: agent.id } });
  };
  const run = useMutation({
    mutationFn: importAgent,
    onSuccess: (made) => {
      keep(client, made.agent);
      if (made.report.length === 0) open(made);
    },
  });
  const made = run.data;
  if (made && made.report.length > 0) {
    return (
      <Stack>
        <Text>{t("imported", { name: made.agent.name, n: made.report.length })}</Text>
        <Notes notes={made.report} />
        <Group justify="flex-end">
          <Button data-autofocus onClick={() => open(made)}>
            {t("open")}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <DropZone
        title={t("drop")}
        hint={t("hint")}
        button={t("choose")}
        accept=".yaml,.yml,.json,application/json,application/yaml"
        isBusy={run.isPending}
        onFile={(file) => run.mutate(file)}
      />
      {run.error && <ProblemAlert error={run.error} />}
    </Stack>
  );
}

/** Each with its place in the document. */
export function Notes({ notes }: { notes: readonly ImportNote[] }) {
  return (
    <List size="sm" spacing={4} mah={320} style={{ overflowY: "auto" }} tabIndex={0}>
      {notes.map(({ pointer, reason }, index) => (
        <List.Item key={index} style={{ overflowWrap: "anywhere" }}>
          {pointer && <code>{pointer} </code>}
          {reason}
        </List.Item>
      ))}
    </List>
  );
}
