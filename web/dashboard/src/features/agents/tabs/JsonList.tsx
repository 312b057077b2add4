// A list of objects edited as JSON: for lists that are long in fields and short in entries.

import { Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { useT } from "../../../i18n/language";
import { get, same } from "../../../kit/diff";
import { kitWords } from "../../../kit/words";
import { useLabel } from "../useLabel";
import type { TabProps } from "./tab";

function parse(text: string): unknown {
  if (!text.trim()) return [];
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const show = (value: unknown) => (Array.isArray(value) && value.length === 0 ? "" : JSON.stringify(value, null, 2));

export function JsonList({ form, path, placeholder }: Pick<TabProps, "form"> & { path: string; placeholder: string }) {
  const k = useT(kitWords);
  const label = useLabel();
  const value = get(form.values, path);
  const [text, setText] = useState(() => show(value));
  useEffect(() => setText((old) => (same(parse(old), value) ? old : show(value))), [value]);
  return (
    <Textarea
      label={label(path)}
      placeholder={placeholder}
      autosize
      minRows={3}
      maxRows={20}
      spellCheck={false}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8125rem" } }}
      value={text}
      error={typeof value === "string" ? k("notList") : (form.errors[path] as string | undefined)}
      onChange={(event) => {
        setText(event.currentTarget.value);
        form.setFieldValue(path, parse(event.currentTarget.value) as never);
      }}
    />
  );
}
