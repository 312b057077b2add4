import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useCreateSpace } from "../features/spaces/queries";
import { useT } from "../i18n/language";
import { ProblemAlert } from "../kit/States";
import { kitWords } from "../kit/words";
import { shellWords } from "./words";

export function NewSpace(props: { onClose: () => void; onCreated: (id: string) => void }) {
  const t = useT(shellWords);
  const k = useT(kitWords);
  const [name, setName] = useState("");
  const create = useCreateSpace();
  const submit = () =>
    create.mutate(name, {
      onSuccess: (space) => {
        props.onClose();
        setName("");
        props.onCreated(space.id);
      },
    });
  return (
    <Modal opened onClose={props.onClose} title={t("newSpace")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          label={t("spaceName")}
          required
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {create.error && <ProblemAlert error={create.error} />}
        <Group justify="flex-end" mt="md">
          <Button type="submit" loading={create.isPending} disabled={!name.trim()}>
            {k("create")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
