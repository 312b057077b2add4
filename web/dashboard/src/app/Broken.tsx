import { Button, Code } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useT } from "../i18n/language";
import { LinkButton } from "../kit/LinkButton";
import { Empty } from "../kit/States";
import { kitWords } from "../kit/words";
import { shellWords } from "./words";

/** A screen threw: the shell stays, and says so. */
export function Broken({ error }: ErrorComponentProps) {
  const t = useT(kitWords);
  return (
    <>
      <Empty title={t("wentWrong")} action={<Button onClick={() => location.reload()}>{t("reload")}</Button>} />
      <Code block>{String(error)}</Code>
    </>
  );
}

export function NotFound() {
  const t = useT(shellWords);
  return <Empty title={t("notFound")} action={<LinkButton to="/">{t("home")}</LinkButton>} />;
}
