// A button whose deed must be confirmed.

import { Button, type ButtonProps, Group, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useT } from "../i18n/language";
import { ProblemAlert } from "./States";
import { kitWords } from "./words";

interface DialogProps {
  opened: boolean;
  title: string;
  text: string;
  confirm: string;
  onClose: () => void;
  onConfirm: () => void;
  isPending?: boolean;
  error?: unknown;
}

export function ConfirmDialog(props: DialogProps) {
  const t = useT(kitWords);
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} centered>
      <Text mb="lg">{props.text}</Text>
      {props.error !== null && props.error !== undefined && <ProblemAlert error={props.error} />}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {t("cancel")}
        </Button>
        <Button color="red.9" loading={props.isPending ?? false} onClick={props.onConfirm}>
          {props.confirm}
        </Button>
      </Group>
    </Modal>
  );
}

interface ButtonDialogProps extends Omit<ButtonProps, "children"> {
  label: ReactNode;
  "aria-label"?: string;
  title: string;
  text: string;
  confirm: string;
  onConfirm: () => void;
}

export function ConfirmButton({ label, title, text, confirm, onConfirm, ...rest }: ButtonDialogProps) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" {...rest} onClick={open}>
        {label}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={title}
        text={text}
        confirm={confirm}
        onConfirm={() => {
          close();
          onConfirm();
        }}
      />
    </>
  );
}
