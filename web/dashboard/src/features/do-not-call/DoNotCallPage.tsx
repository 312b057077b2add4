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
import { ListContext } from "./list";
import { type Entry, useEntries, useEntry } from "./queries";
import { doNotCallWords } from "./words";

const PAUSE_MS = 400;

/** The space's own list. */
export function DoNotCallPage() {
  const t = useT(doNotCallWords);
  return <Screen title={t("title")} text={t("subtitle")} />;
}

/** The one that holds in every space: for those who administer the platform. */
export function PlatformPage() {
  const t = useT(doNotCallWords);
  return (
    <ListContext value="/v1/platform/do-not-call">
      <Screen title={t("platformTitle")} text={t("platformSubtitle")} />
    </ListContext>
  );
}

function Screen({ title, text }: { title: string; text: string }) {
  const t = useT(doNotCallWords);
  const navigate = useNavigate();
  const { number = "" } = useSearch({ strict: false });
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
      <PageHeader title={title} text={text} actions={actions} />
      <Search value={number} onChange={(next) => void navigate({ to: ".", search: next ? { number: next } : {}, replace: true })} />
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
