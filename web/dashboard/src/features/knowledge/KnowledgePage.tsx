import { Alert, Anchor, Button, Stack, Table } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { PageHeader } from "../../kit/PageHeader";
import { Loaded } from "../../kit/States";
import { kitWords } from "../../kit/words";
import { deleteKnowledge, forget, type Knowledge, process, useKnowledge } from "./queries";
import { Search } from "./Search";
import { StateBadge } from "./StateBadge";
import { knowledgeWords } from "./words";

export function KnowledgePage() {
  const { knowledgeId } = useParams({ from: "/shell/knowledge/$knowledgeId" });
  const query = useKnowledge(knowledgeId);
  return (
    <Loaded query={query} rows={6}>
      {(document) => (
        <>
          <PageHeader title={document.name} actions={<Actions document={document} />} />
          <Stack maw={820} gap="lg">
            <State document={document} />
            <Facts document={document} />
            {document.chunk_count > 0 && <Search knowledgeId={document.id} />}
          </Stack>
        </>
      )}
    </Loaded>
  );
}

function Actions({ document: { id, url, status } }: { document: Knowledge }) {
  const t = useT(knowledgeWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const onError = (error: Error) => notifications.show({ message: error.message, color: "red" });
  const again = useMutation({ mutationFn: () => process(id), onSuccess: () => forget(client), onError });
  const remove = useMutation({
    mutationFn: () => deleteKnowledge(id),
    onSuccess: async () => {
      await navigate({ to: "/knowledge" });
      forget(client);
    },
    onError,
  });
  return (
    <>
      {(url || status === "failed") && (
        <Button variant="default" loading={again.isPending || status === "processing"} onClick={() => again.mutate()}>
          {status === "failed" ? t("tryAgain") : t("readAgain")}
        </Button>
      )}
      <ConfirmButton label={k("delete")} title={t("deleteTitle")} text={t("deleteText")} confirm={k("delete")} onConfirm={() => remove.mutate()} />
    </>
  );
}

function State({ document: { status, reason } }: { document: Knowledge }) {
  const t = useT(knowledgeWords);
  if (status === "ready") return null;
  if (status === "failed") {
    return (
      <Alert color="red" variant="light" title={t("failedTitle")} role="alert">
        {reason}
      </Alert>
    );
  }
  return (
    <Alert color={status === "uploading" ? "yellow" : "blue"} variant="light" role="status">
      {status === "uploading" ? t("uploadingText") : t("processingText")}
    </Alert>
  );
}

function Facts({ document }: { document: Knowledge }) {
  const t = useT(knowledgeWords);
  const format = useFormats();
  const { embedder, size_bytes, url } = document;
  const rows = [
    [t("status"), <StateBadge key="status" status={document.status} />],
    [t("source"), url ? <Anchor key="url" href={url} target="_blank" rel="noreferrer">{url}</Anchor> : document.filename],
    [t("ownTitle"), document.title],
    [t("size"), size_bytes && t("kb", { n: Math.ceil(size_bytes / 1024) })],
    [t("characters"), format.number(document.characters)],
    [t("chunks"), format.number(document.chunk_count)],
    [t("foundBy"), embedder ? t("byMeaning", { model: embedder }) : t("byWords")],
    [t("changed"), format.moment(document.updated_at)],
  ] as const;
  return (
    <Table aria-label={t("document")} variant="vertical" layout="fixed">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={{ base: 130, sm: 180 }} scope="row">
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: "anywhere" }}>{value ?? "–"}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
