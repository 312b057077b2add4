import { Alert, Button, Group, Modal, Stack, Table, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { DropZone } from "../../kit/DropZone";
import { General } from "../../kit/SaveBar";
import { base64Of } from "../../kit/upload";
import { useResourceForm } from "../../kit/useResourceForm";
import { kitWords } from "../../kit/words";
import { useList } from "./list";
import { forget, type Imported, importNumbers } from "./queries";
import { doNotCallWords } from "./words";

// What becomes more than 4,000,000 characters of base64 the API does not take.
const MOST_BYTES = 3_000_000;

interface Props {
  opened: boolean;
  onClose: () => void;
}

export function ImportNumbers({ opened, onClose }: Props) {
  const t = useT(doNotCallWords);
  return (
    <Modal opened={opened} onClose={onClose} title={t("import")} size="lg">
      <Form onDone={onClose} />
    </Modal>
  );
}

function Form({ onDone }: { onDone: () => void }) {
  const t = useT(doNotCallWords);
  const client = useQueryClient();
  const list = useList();
  const [file, setFile] = useState<File | null>(null);
  const [imported, setImported] = useState<Imported | null>(null);
  const resource = useResourceForm({
    initial: { column: "", default_country: "", reason: "" },
    save: async ({ column, default_country, reason }) => {
      if (!file || file.size > MOST_BYTES) throw new Error(t("tooLarge"));
      const options = { column: column.trim() || null, default_country: default_country.trim().toUpperCase() || null, reason: reason.trim() || null };
      return importNumbers(list, { content: await base64Of(file), ...options });
    },
    onSaved: (done) => {
      forget(client);
      setImported(done);
    },
  });
  const { form } = resource;
  if (imported) return <Outcome imported={imported} onDone={onDone} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        resource.submit();
      }}
    >
      <Stack>
        <DropZone
          title={file?.name ?? t("drop")}
          hint={t("dropHint")}
          button={t("choose")}
          accept=".csv,.txt,.tsv,.xlsx"
          isBusy={resource.isSaving}
          onFile={setFile}
        />
        <Group grow align="flex-start">
          <TextInput label={t("column")} description={t("columnHint")} {...form.getInputProps("column")} />
          <TextInput label={t("country")} description={t("countryHint")} maxLength={2} {...form.getInputProps("default_country")} />
        </Group>
        <TextInput label={t("reason")} description={t("reasonHint")} maxLength={500} {...form.getInputProps("reason")} />
        <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
        <Group justify="flex-end">
          <Button type="submit" loading={resource.isSaving} disabled={!file}>
            {t("importNow")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Outcome({ imported: { added, failed, errors }, onDone }: { imported: Imported; onDone: () => void }) {
  const t = useT(doNotCallWords);
  const k = useT(kitWords);
  return (
    <Stack>
      <Alert color={failed ? "yellow" : "green"} variant="light" role="status">
        {t("done", { n: added })}
        {failed > 0 && `. ${t("failed", { n: failed })}.`}
      </Alert>
      {errors.length > 0 && (
        <>
          {errors.length < failed && <Text size="sm">{t("firstOf", { n: errors.length })}</Text>}
          <Table aria-label={t("problem")} fz="sm" highlightOnHover={false} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t("row")}</Table.Th>
                <Table.Th scope="col">{t("problem")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {errors.map(({ row, column, message }, index) => (
                <Table.Tr key={index}>
                  <Table.Td>{row}</Table.Td>
                  <Table.Td>{column ? `${column}: ${message}` : message}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
      <Group justify="flex-end">
        <Button onClick={onDone}>{k("close")}</Button>
      </Group>
    </Stack>
  );
}
