import { Button, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { DataTable } from "../../kit/DataTable";
import { PlusIcon, UploadIcon } from "../../kit/icons";
import { PageHeader } from "../../kit/PageHeader";
import { Empty } from "../../kit/States";
import { AddNumbers } from "./AddNumbers";
import { useColumns } from "./columns";
import { ImportNumbers } from "./ImportNumbers";
import { type Entry, useEntries, useEntry } from "./queries";
import { doNotCallWords } from "./words";

const PAUSE_MS = 400;

export function DoNotCallPage() {
  const t = useT(doNotCallWords);
  const navigate = useNavigate();
  const { number = "" } = useSearch({ from: "/shell/do-not-call" });
  const [adding, add] = useDisclosure(false);
  const [importing, importFile] = useDisclosure(false);
  const actions = (
    <>
      <Button variant="default" leftSection={<UploadIcon size={16} />} onClick={importFile.open}>
        {t("import")}
      </Button>
      <Button leftSection={<PlusIcon size={16} />} onClick={add.open}>
        {t("add")}
      </Button>
    </>
  );
  return (
    <>
      <PageHeader title={t("title")} text={t("subtitle")} actions={actions} />
      <Search value={number} onChange={(next) => void navigate({ to: "/do-not-call", search: next ? { number: next } : {}, replace: true })} />
      {number ? <Found number={number} /> : <All />}
      <AddNumbers opened={adding} onClose={add.close} />
      <ImportNumbers opened={importing} onClose={importFile.close} />
    </>
  );
}

/** Asks the API when the typing pauses, not with every digit. */
function Search({ value, onChange }: { value: string; onChange: (number: string) => void }) {
  const t = useT(doNotCallWords);
  const [text, setText] = useState(value);
  const tell = useDebouncedCallback(onChange, PAUSE_MS);
  return (
    <TextInput
      type="search"
      maw={320}
      mb="md"
      aria-label={t("search")}
      placeholder={t("search")}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value.trim());
      }}
    />
  );
}

function All() {
  const t = useT(doNotCallWords);
  return (
    <DataTable<Entry>
      label={t("title")}
      list={useEntries()}
      rowKey={({ number }) => number}
      empty={<Empty title={t("emptyTitle")} text={t("emptyText")} />}
      columns={useColumns()}
    />
  );
}

function Found({ number }: { number: string }) {
  const t = useT(doNotCallWords);
  const { data, ...query } = useEntry(number);
  const items = data === undefined ? undefined : data ? [data] : [];
  return (
    <DataTable<Entry>
      label={t("title")}
      list={{ items, query: { ...query, hasNextPage: false, isFetchingNextPage: false, fetchNextPage: () => Promise.reject() } }}
      rowKey={(entry) => entry.number}
      empty={<Empty title={t("notListed", { number })} />}
      columns={useColumns()}
    />
  );
}
