import { FileButton, Button, Stack, Text } from "@mantine/core";
import { type DragEvent, useState } from "react";
import classes from "./DropZone.module.css";
import { UploadIcon } from "./icons";

interface Props {
  title: string;
  hint: string;
  button: string;
  /** As the browser's file dialog takes it. */
  accept: string;
  isBusy: boolean;
  onFile: (file: File) => void;
}

/** A file is dropped here, or chosen with the button. */
export function DropZone({ title, hint, button, accept, isBusy, onFile }: Props) {
  const [isOver, setOver] = useState(false);
  const drag = (over: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(over);
  };
  const drop = (event: DragEvent) => {
    drag(false)(event);
    const file = event.dataTransfer.files[0];
    if (file && !isBusy) onFile(file);
  };
  return (
    <Stack
      className={classes.zone ?? ""}
      data-over={isOver || undefined}
      align="center"
      gap={4}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={drop}
    >
      <UploadIcon size={28} />
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed" ta="center" mb="xs">
        {hint}
      </Text>
      <FileButton accept={accept} disabled={isBusy} onChange={(file) => file && onFile(file)}>
        {(props) => (
          <Button {...props} variant="default" loading={isBusy}>
            {button}
          </Button>
        )}
      </FileButton>
    </Stack>
  );
}
