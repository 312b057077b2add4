import { Alert, Button, Group, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { ProblemAlert } from "../../kit/States";
import { testAccount } from "./queries";
import { accountWords } from "./words";

interface Props {
  accountId: string;
  align: "center" | "flex-end";
  children?: ReactNode;
}

/** Asks the carrier whether the account works; of a SIP trunk: OPTIONS to its server. */
export function ConnectionTest({ accountId, align, children }: Props) {
  const t = useT(accountWords);
  const format = useFormats();
  const test = useMutation({ mutationFn: () => testAccount(accountId) });
  const { data } = test;
  return (
    <Stack gap="sm">
      <Group align={align}>
        {children}
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t("test")}
        </Button>
      </Group>
      {test.error && <ProblemAlert error={test.error} />}
      {data && (
        <Alert color={data.ok ? "green" : "red"} variant="light" role="status" title={t(data.ok ? "testOk" : "testFailed")} data-ok={data.ok}>
          {data.latency_ms === null ? data.detail : t("took", { detail: data.detail, ms: format.ms(data.latency_ms) })}
        </Alert>
      )}
    </Stack>
  );
}
