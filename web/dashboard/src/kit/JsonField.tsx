// A JSON object edited as text. Text that is no object yet goes to the form as it is: nothing typed is
// lost, and a save of it is refused at this field.

import { Textarea, type TextareaProps } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useT } from "../i18n/language";
import { same } from "./diff";
import { kitWords } from "./words";

export type JsonObject = Record<string, unknown>;

interface Props extends Omit<TextareaProps, "value" | "onChange" | "error"> {
  value: JsonObject | string;
  onChange: (value: JsonObject | string) => void;
  error?: ReactNode;
}

/** The object, or the text itself. */
export function parseObject(text: string): JsonObject | string {
  if (!text.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : text;
  } catch {
    return text;
  }
}

function show(value: JsonObject | string): string {
  if (typeof value === "string") return value;
  return Object.keys(value).length ? JSON.stringify(value, null, 2) : "";
}

export function JsonField({ value, onChange, error, ...rest }: Props) {
  const t = useT(kitWords);
  const [text, setText] = useState(() => show(value));
  useEffect(() => {
    // Replaced from outside (discard, restore, merge), not by typing.
    setText((old) => (same(parseObject(old), value) ? old : show(value)));
  }, [value]);
  return (
    <Textarea
      autosize
      minRows={2}
      maxRows={16}
      placeholder="{}"
      spellCheck={false}
      {...rest}
      styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8125rem" } }}
      value={text}
      error={typeof value === "string" ? t("notObject") : error}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(parseObject(event.currentTarget.value));
      }}
    />
  );
}
