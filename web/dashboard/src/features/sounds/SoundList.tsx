import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { clock, useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { type Column, DataTable } from "../../kit/DataTable";
import { PlusIcon } from "../../kit/icons";
import { Listen } from "../../kit/Listen";
import { PageHeader } from "../../kit/PageHeader";
import { Empty } from "../../kit/States";
import { kitWords } from "../../kit/words";
import { audioOf, deleteSound, forget, type Sound, useSounds } from "./queries";
import { UploadSounds } from "./UploadSounds";
import { soundWords } from "./words";

export function SoundList() {
  const t = useT(soundWords);
  const [uploading, { open, close }] = useDisclosure(false);
  const add = (
    <Button leftSection={<PlusIcon size={16} />} onClick={open}>
      {t("upload")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} text={t("subtitle")} actions={add} />
      <DataTable<Sound>
        label={t("title")}
        list={useSounds()}
        rowKey={({ id }) => id}
        empty={<Empty title={t("emptyTitle")} text={t("emptyText")} action={add} />}
        columns={useColumns()}
      />
      <UploadSounds opened={uploading} onClose={close} />
    </>
  );
}

function useColumns(): Column<Sound>[] {
  const t = useT(soundWords);
  const k = useT(kitWords);
  const format = useFormats();
  return [
    { key: "name", header: k("name"), cell: (sound) => <Name sound={sound} /> },
    {
      key: "length",
      header: t("length"),
      wide: true,
      cell: ({ duration_s }) => (duration_s === null ? <Badge color="yellow">{t("notUploaded")}</Badge> : clock(Math.round(duration_s))),
    },
    { key: "added", header: t("added"), cell: ({ created_at }) => format.ago(created_at), wide: true, numeric: true },
    { key: "actions", header: k("actions"), numeric: true, cell: (sound) => <Actions sound={sound} /> },
  ];
}

function Name({ sound: { name, filename } }: { sound: Sound }) {
  return (
    <Stack gap={0}>
      <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
        {name}
      </Text>
      <Text size="xs" c="dimmed" lineClamp={1}>
        {filename}
      </Text>
    </Stack>
  );
}

function Actions({ sound: { id, name, status } }: { sound: Sound }) {
  const t = useT(soundWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteSound(id),
    onSuccess: () => forget(client),
    onError: (error) => notifications.show({ message: error.message, color: "red" }),
  });
  return (
    <Group gap="xs" justify="flex-end">
      {status === "ready" && <Listen name={name} getUrl={() => audioOf(id)} />}
      <ConfirmButton
        size="compact-sm"
        label={k("delete")}
        aria-label={`${k("delete")} ${name}`}
        title={t("deleteTitle", { name })}
        text={t("deleteText")}
        confirm={k("delete")}
        onConfirm={() => remove.mutate()}
      />
    </Group>
  );
}
