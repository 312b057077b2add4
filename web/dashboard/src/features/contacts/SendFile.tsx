import { Progress, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { DropZone } from "../../kit/DropZone";
import { ProblemAlert } from "../../kit/States";
import { sendContacts } from "./queries";
import { contactWords } from "./words";

const MOST_BYTES = 50 * 1024 * 1024;

export function SendFile({ campaignId, onSent }: { campaignId: string; onSent: (uploadId: string) => void }) {
  const t = useT(contactWords);
  const [share, setShare] = useState(0);
  const sending = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > MOST_BYTES) throw new Error(t("tooLarge"));
      return sendContacts(campaignId, file, setShare);
    },
    onSuccess: onSent,
  });
  return (
    <Stack gap="sm" mb="lg">
      <DropZone
        title={t("drop")}
        hint={t("dropHint")}
        button={t("choose")}
        accept=".csv,.txt,.tsv,.xlsx"
        isBusy={sending.isPending}
        onFile={(file) => sending.mutate(file)}
      />
      {sending.isPending && (
        <div>
          <Text size="sm" role="status">
            {t("sending", { name: sending.variables.name })}
          </Text>
          <Progress value={share * 100} aria-label={t("sending", { name: sending.variables.name })} />
        </div>
      )}
      {sending.error && <ProblemAlert error={sending.error} />}
    </Stack>
  );
}
