import { NumberInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useT } from "../../../i18n/language";
import { formWords } from "../formWords";

interface Props {
  label: string;
  /** Seconds, as the API has it. */
  value?: number | string;
  onChange?: (seconds: number | string) => void;
  error?: ReactNode;
}

/** Seconds that people give in minutes. */
export function Minutes({ label, value, onChange, error }: Props) {
  const t = useT(formWords);
  return (
    <NumberInput
      label={label}
      suffix={` ${t("minutes")}`}
      min={0}
      clampBehavior="none"
      decimalScale={2}
      value={typeof value === "number" ? value / 60 : ""}
      error={error}
      onChange={(minutes) => onChange?.(minutes === "" ? "" : Math.round(Number(minutes) * 60))}
    />
  );
}
