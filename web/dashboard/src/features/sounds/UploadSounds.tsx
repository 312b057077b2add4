// Each file is listened to by the platform before it counts: a wrong one says why, the others stay.

import { Button, FileInput, Group, Modal, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { SendingList } from "../../kit/SendingList";
import { useSending } from "../../kit/useSending";
import { kitWords } from "../../kit/words";
import { ENDINGS, forget, send } from "./queries";
import { soundWords } from "./words";

interface Props {
  opened: boolean;
  onClose: () => void;
  /** The last one that came through. */
  onSent?: (soundId: string) => void;
}

export function UploadSounds({ opened, ...rest }: Props) {
  const t = useT(soundWords);
  return (
    <Modal opened={opened} onClose={rest.onClose} title={t("upload")}>
      <Form {...rest} />
    </Modal>
  );
}

function Form({ onClose, onSent }: Omit<Props, "opened">) {
  const t = useT(soundWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const [files, setFiles] = useState<File[]>([]);
  const sending = useSending<File>(async (file, onProgress) => {
    const id = await send(file, onProgress);
    onSent?.(id);
  });
  const isOver = sending.rows.length > 0 && !sending.isBusy;
  const begin = async () => {
    const isWhole = await sending.start(files);
    forget(client);
    if (isWhole) onClose();
  };
  return (
    <Stack>
      {sending.rows.length === 0 ? (
        <FileInput
          multiple
          clearable
          label={k("addFiles")}
          description={t("filesHint")}
          placeholder={k("chooseFiles")}
          accept={ENDINGS.map((ending) => `.${ending}`).join(",")}
          value={files}
          onChange={setFiles}
        />
      ) : (
        <SendingList rows={sending.rows} nameOf={({ name }) => name} />
      )}
      <Group justify="flex-end">
        {isOver ? (
          <Button onClick={onClose}>{k("close")}</Button>
        ) : (
          <Button onClick={() => void begin()} loading={sending.isBusy} disabled={files.length === 0}>
            {k("add")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
