// The states of anything that is loaded: skeleton → error with retry and request id → empty.

import { Alert, Button, Code, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiError } from "../api/problem";
import { useT } from "../i18n/language";
import { kitWords } from "./words";

export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useT(kitWords);
  const known = error instanceof ApiError ? error : null;
  return (
    <Alert color="red" variant="light" title={t("failed")} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{known?.isOffline ? t("offline") : String(known?.message ?? error)}</Text>
        {known?.requestId && <Code>{t("requestId", { id: known.requestId })}</Code>}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t("retry")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function Loading({ rows = 5 }: { rows?: number }) {
  const t = useT(kitWords);
  return (
    <Stack gap="sm" mb="lg" aria-busy="true" aria-label={t("loading")} role="status">
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={36} />
      ))}
    </Stack>
  );
}

/** One sentence and one button. */
export function Empty({ title, text, action }: { title: string; text?: string; action?: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py={56} px="md">
      <Title order={2} ta="center">
        {title}
      </Title>
      {text && (
        <Text c="dimmed" maw={460} ta="center">
          {text}
        </Text>
      )}
      {action && <Group mt="xs">{action}</Group>}
    </Stack>
  );
}

interface Loadable<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** Shows what was loaded; a failed refresh keeps the old data on the screen. */
export function Loaded<T>(props: { query: Loadable<T>; rows?: number; children: (data: T) => ReactNode }) {
  const { query } = props;
  if (query.data !== undefined) return props.children(query.data);
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading {...(props.rows ? { rows: props.rows } : {})} />;
}
