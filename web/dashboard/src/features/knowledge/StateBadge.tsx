import { Badge } from "@mantine/core";
import { useT } from "../../i18n/language";
import type { Knowledge } from "./queries";
import { knowledgeWords } from "./words";

const COLOURS = { ready: "green", processing: "blue", uploading: "gray", failed: "red" } as const;

export function StateBadge({ status }: Pick<Knowledge, "status">) {
  const t = useT(knowledgeWords);
  return (
    <Badge color={COLOURS[status]} data-status={status}>
      {t(status)}
    </Badge>
  );
}
