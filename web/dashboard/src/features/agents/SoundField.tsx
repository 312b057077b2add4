// A sound of the space, or what there is without one.

import { Select } from "@mantine/core";
import { useT } from "../../i18n/language";
import { useSoundOptions } from "../sounds/queries";
import { soundWords } from "../sounds/words";
import { documentWords } from "./documentWords";

interface Props {
  label: string;
  description?: string | undefined;
  error?: string | undefined;
  "data-path": string;
  value: string | null;
  onChange: (soundId: string | null) => void;
}

export function SoundField({ value, ...rest }: Props) {
  const t = useT(soundWords);
  const d = useT(documentWords);
  const own = useSoundOptions();
  const isGone = value !== null && own.every((sound) => sound.value !== value);
  return <Select {...rest} clearable placeholder={d("music")} data={isGone ? [...own, { value, label: t("gone") }] : own} value={value} />;
}
