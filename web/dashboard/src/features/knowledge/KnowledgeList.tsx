import { Button, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { type Column, DataTable } from "../../kit/DataTable";
import { PlusIcon } from "../../kit/icons";
import { PageHeader } from "../../kit/PageHeader";
import { RowLink } from "../../kit/RowLink";
import { Empty } from "../../kit/States";
import { AddKnowledge } from "./AddKnowledge";
import { type Knowledge, useKnowledgeList } from "./queries";
import { StateBadge } from "./StateBadge";
import { knowledgeWords } from "./words";

export function KnowledgeList() {
  const t = useT(knowledgeWords);
  const [adding, { open, close }] = useDisclosure(false);
  const add = (
    <Button leftSection={<PlusIcon size={16} />} onClick={open}>
      {t("add")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} text={t("subtitle")} actions={add} />
      <DataTable<Knowledge>
        label={t("title")}
        list={useKnowledgeList()}
        rowKey={({ id }) => id}
        empty={<Empty title={t("emptyTitle")} text={t("emptyText")} action={add} />}
        columns={useColumns()}
      />
      <AddKnowledge opened={adding} onClose={close} />
    </>
  );
}

function useColumns(): Column<Knowledge>[] {
  const t = useT(knowledgeWords);
  const format = useFormats();
  return [
    {
      key: "name",
      header: t("document"),
      cell: ({ id, name, title }) => (
        <Stack gap={0}>
          <RowLink to="/knowledge/$knowledgeId" params={{ knowledgeId: id }} style={{ overflowWrap: "anywhere" }}>
            {name}
          </RowLink>
          {title && (
            <Text size="xs" c="dimmed" lineClamp={1}>
              {title}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: "status",
      header: t("status"),
      cell: ({ status, reason }) => (
        <Stack gap={2} align="flex-start">
          <StateBadge status={status} />
          {reason && (
            <Text size="xs" lineClamp={2}>
              {reason}
            </Text>
          )}
        </Stack>
      ),
    },
    { key: "chunks", header: t("chunks"), cell: ({ chunk_count }) => format.number(chunk_count), wide: true, numeric: true },
    { key: "size", header: t("size"), cell: ({ size_bytes }) => size_bytes && t("kb", { n: Math.ceil(size_bytes / 1024) }), wide: true, numeric: true },
    { key: "changed", header: t("changed"), cell: ({ updated_at }) => format.ago(updated_at), wide: true, numeric: true },
  ];
}
