// Any JSON value edited as text. Text that is no JSON yet goes to the form as it is: nothing typed is lost.

import { Textarea, type TextareaProps } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useT } from "../i18n/language";
import { same } from "./diff";
import { kitWords } from "./words";

interface Props extends Omit<TextareaProps, "value" | "onChange" | "error"> {
  value: unknown;
  /** `undefined`: nothing is written. */
  onChange: (value: unknown) => void;
  error?: ReactNode;
}

function parse(text: string): unknown {
  if (!text.trim()) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const show = (value: unknown) => (value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2));

export function JsonValue({ value, onChange, error, ...rest }: Props) {
  const t = useT(kitWords);
  const [text, setText] = useState(() => show(value));
  useEffect(() => setText((old) => (same(parse(old), value) ? old : show(value))), [value]);
  return (
    <Textarea
      autosize
      minRows={2}
      maxRows={16}
      spellCheck={false}
      {...rest}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8125rem" } }}
      value={text}
      error={typeof value === "string" ? t("notJson") : error}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(parse(event.currentTarget.value));
      }}
    />
  );
}
