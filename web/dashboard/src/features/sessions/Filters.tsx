// The filters of the list; they live in the address, so a link shows the same.

import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { SessionFilters } from "../../app/router";
import { useT } from "../../i18n/language";
import { useAgentOptions } from "../agents/queries";
import classes from "./Filters.module.css";
import { sessionWords } from "./words";

const STATUSES = ["pending", "dispatching", "active", "completed", "failed"] as const;
const CHANNELS = ["web", "widget", "text", "test", "phone_in", "phone_out", "campaign"] as const;

interface Props {
  filters: SessionFilters;
  onChange: (filters: SessionFilters) => void;
}

export function Filters({ filters, onChange }: Props) {
  const t = useT(sessionWords);
  const agents = useAgentOptions();
  const put = (name: keyof SessionFilters, value: string | null) => onChange({ ...filters, [name]: value || undefined });
  const isSet = Object.values(filters).some(Boolean);
  return (
    <Group gap="xs" mb="md" role="search" aria-label={t("title")} className={classes.filters}>
      <Select
        aria-label={t("agent")}
        placeholder={t("anyAgent")}
        clearable
        searchable
        data={agents}
        value={filters.agent ?? null}
        onChange={(next) => put("agent", next)}
      />
      <Select
        aria-label={t("status")}
        placeholder={t("anyStatus")}
        clearable
        data={STATUSES.map((value) => ({ value, label: t(value) }))}
        value={filters.status ?? null}
        onChange={(next) => put("status", next)}
      />
      <Select
        aria-label={t("channel")}
        placeholder={t("anyChannel")}
        clearable
        data={CHANNELS.map((value) => ({ value, label: t(value) }))}
        value={filters.channel ?? null}
        onChange={(next) => put("channel", next)}
      />
      <Caller value={filters.caller ?? ""} onChange={(next) => put("caller", next)} />
      <Day label={t("from")} value={filters.from} max={filters.to} onChange={(next) => put("from", next)} />
      <Day label={t("to")} value={filters.to} min={filters.from} onChange={(next) => put("to", next)} />
      {isSet && (
        <Button variant="subtle" onClick={() => onChange({})} style={{ flex: "none", maxWidth: "none" }}>
          {t("clear")}
        </Button>
      )}
    </Group>
  );
}

interface DayProps {
  label: string;
  value: string | undefined;
  min?: string | undefined;
  max?: string | undefined;
  onChange: (day: string) => void;
}

function Day({ label, value, min, max, onChange }: DayProps) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      leftSection={<Text size="xs">{label}</Text>}
      leftSectionWidth={48}
      value={value ?? ""}
      min={min}
      max={max}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const PAUSE_MS = 400;

/** Asks the API when the typing pauses, not with every letter. */
function Caller({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useT(sessionWords);
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const tell = useDebouncedCallback(onChange, PAUSE_MS);
  return (
    <TextInput
      aria-label={t("caller")}
      placeholder={t("caller")}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value.trim());
      }}
    />
  );
}
