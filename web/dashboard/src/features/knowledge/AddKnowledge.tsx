// Files and addresses, each sent on its own: one that is refused does not keep the others back.

import { Button, FileInput, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { SendingList } from "../../kit/SendingList";
import { useSending } from "../../kit/useSending";
import { kitWords } from "../../kit/words";
import { ENDINGS, forget, nameOf, send, type Source } from "./queries";
import { knowledgeWords } from "./words";

export function AddKnowledge({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useT(knowledgeWords);
  return (
    <Modal opened={opened} onClose={onClose} title={t("add")} size="lg">
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const t = useT(knowledgeWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const [files, setFiles] = useState<File[]>([]);
  const [addresses, setAddresses] = useState("");
  const sending = useSending<Source>(send);
  const pages = addresses.split(/\s+/).filter(Boolean);
  const failed = sending.rows.filter(({ state }) => state === "failed").map(({ source }) => source);
  const begin = async (sources: Source[]) => {
    const isWhole = await sending.start(sources);
    forget(client);
    if (isWhole) onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void begin(failed.length ? failed : [...files, ...pages]);
      }}
    >
      <Stack>
        {sending.rows.length === 0 ? (
          <>
            <Text size="sm" c="dimmed">
              {t("addText")}
            </Text>
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
            <Textarea
              label={t("addresses")}
              description={t("addressesHint")}
              placeholder="https://"
              autosize
              minRows={2}
              maxRows={8}
              value={addresses}
              onChange={(event) => setAddresses(event.currentTarget.value)}
            />
          </>
        ) : (
          <SendingList rows={sending.rows} nameOf={nameOf} />
        )}
        <Group justify="flex-end">
          {failed.length > 0 && (
            <Button variant="default" onClick={onClose}>
              {k("close")}
            </Button>
          )}
          <Button type="submit" loading={sending.isBusy} disabled={files.length + pages.length === 0}>
            {failed.length ? k("retry") : k("add")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
