import { Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useT } from "../../i18n/language";
import { SaveBar } from "../../kit/SaveBar";
import { useResourceForm } from "../../kit/useResourceForm";
import { renameSpace, type Space } from "../spaces/queries";
import { settingsWords } from "./words";

export function SpaceForm({ space }: { space: Space }) {
  const t = useT(settingsWords);
  const client = useQueryClient();
  const isOwner = space.role === "owner";
  const resource = useResourceForm({
    initial: { name: space.name },
    save: ({ name }) => renameSpace(space, name),
    valuesOf: ({ name }) => ({ name }),
    onSaved: () => void client.invalidateQueries({ queryKey: ["me"] }),
    // The new revision comes with `me`; the name that was typed stays.
    onConflict: () => void client.invalidateQueries({ queryKey: ["me"] }),
  });
  return (
    <Stack maw={480}>
      <TextInput
        label={t("spaceName")}
        description={isOwner ? undefined : t("onlyOwner")}
        disabled={!isOwner}
        maxLength={100}
        {...resource.form.getInputProps("name")}
      />
      <TextInput label={t("spaceId")} value={space.id} readOnly />
      <Text size="sm">
        {t("role")}: {t(space.role)}
      </Text>
      <SaveBar resource={resource} onDiscard={() => resource.reset({ name: space.name })} />
    </Stack>
  );
}
