// What is heard behind the voice: a preset, or a sound of the space that can be uploaded right here.

import { Button, Group, Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { useT } from "../../i18n/language";
import { get } from "../../kit/diff";
import { Listen } from "../../kit/Listen";
import { audioOf, useSoundOptions } from "../sounds/queries";
import { UploadSounds } from "../sounds/UploadSounds";
import { soundWords } from "../sounds/words";
import type { Config } from "./model";
import { type OptionWord, optionWords } from "./optionWords";
import { useLabel } from "./useLabel";

const PRESETS: readonly OptionWord[] = ["none", "office", "cafe", "street", "call_center", "keyboard"];

interface Sound {
  preset: string;
  sound_id: string | null;
}

export function BackgroundField({ form, path }: { form: UseFormReturnType<Config>; path: string }) {
  const t = useT(soundWords);
  const label = useLabel();
  const o = useT(optionWords);
  const own = useSoundOptions();
  const [uploading, { open, close }] = useDisclosure(false);
  const sound = get(form.values, path) as Sound;
  const { preset, sound_id } = sound;
  const choose = (chosen: string | null) => {
    const isPreset = PRESETS.some((name) => name === chosen);
    form.setFieldValue(path, { ...sound, preset: isPreset ? chosen : "none", sound_id: isPreset ? null : chosen } as never);
  };
  const known = !sound_id || own.some(({ value }) => value === sound_id) ? own : [...own, { value: sound_id, label: t("gone") }];
  const name = own.find(({ value }) => value === sound_id)?.label;
  return (
    <Group gap="xs" align="flex-end">
      <Select
        flex={1}
        miw={160}
        label={label("background_sound")}
        data-path={path}
        error={(form.errors[`${path}.sound_id`] ?? form.errors[`${path}.preset`]) as string | undefined}
        allowDeselect={false}
        data={[
          { group: t("preset"), items: PRESETS.map((value) => ({ value, label: o(value) })) },
          ...(known.length ? [{ group: t("own"), items: known }] : []),
        ]}
        value={sound_id ?? preset}
        onChange={choose}
      />
      {sound_id && name && <Listen name={name} getUrl={() => audioOf(sound_id)} />}
      <Button variant="default" onClick={open}>
        {t("upload")}
      </Button>
      <UploadSounds opened={uploading} onClose={close} onSent={choose} />
    </Group>
  );
}
