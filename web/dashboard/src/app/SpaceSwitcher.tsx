import { Button, Group, Menu, Modal, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useChooseSpace, useCreateSpace, useMe, useSpace } from "../features/spaces/queries";
import { useT } from "../i18n/language";
import { CheckIcon, ChevronIcon, PlusIcon } from "../kit/icons";
import { ProblemAlert } from "../kit/States";
import { kitWords } from "../kit/words";
import { shellWords } from "./words";

export function SpaceSwitcher() {
  const t = useT(shellWords);
  const me = useMe();
  const space = useSpace();
  const choose = useChooseSpace();
  const navigate = useNavigate();
  const [creating, { open, close }] = useDisclosure(false);
  const enter = (id: string) => {
    choose(id);
    void navigate({ to: "/" });
  };
  return (
    <>
      <Menu position="bottom-start" width="target">
        <Menu.Target>
          <Button
            variant="default"
            fullWidth
            justify="space-between"
            fw={500}
            rightSection={<ChevronIcon size={16} />}
            aria-label={`${t("space")}: ${space?.name ?? ""}`}
          >
            <Text truncate size="sm" component="span">
              {space?.name ?? "…"}
            </Text>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("space")}</Menu.Label>
          {me.data?.spaces.map((item) => (
            <Menu.Item
              key={item.id}
              onClick={() => enter(item.id)}
              rightSection={item.id === space?.id ? <CheckIcon size={16} /> : null}
            >
              {item.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<PlusIcon size={16} />} onClick={open}>
            {t("newSpace")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <NewSpace opened={creating} onClose={close} onCreated={enter} />
    </>
  );
}

function NewSpace(props: { opened: boolean; onClose: () => void; onCreated: (id: string) => void }) {
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
    <Modal opened={props.opened} onClose={props.onClose} title={t("newSpace")}>
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
