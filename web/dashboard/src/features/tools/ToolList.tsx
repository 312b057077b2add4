import { Text } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { DataTable } from "../../kit/DataTable";
import { PlusIcon } from "../../kit/icons";
import { LinkButton } from "../../kit/LinkButton";
import { PageHeader } from "../../kit/PageHeader";
import { RowLink } from "../../kit/RowLink";
import { Empty } from "../../kit/States";
import { type Tool, useTools } from "./queries";
import classes from "./ToolList.module.css";
import { toolWords } from "./words";

export function ToolList() {
  const t = useT(toolWords);
  const format = useFormats();
  const add = (
    <LinkButton to="/tools/$toolId" params={{ toolId: "new" }} leftSection={<PlusIcon size={16} />}>
      {t("new")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader title={t("title")} text={t("subtitle")} actions={add} />
      <DataTable<Tool>
        label={t("title")}
        list={useTools()}
        rowKey={(tool) => tool.id}
        empty={<Empty title={t("emptyTitle")} text={t("emptyText")} action={add} />}
        columns={[
          {
            key: "code",
            header: t("code"),
            cell: (tool) => (
              <RowLink to="/tools/$toolId" params={{ toolId: tool.id }} className={classes.code ?? ""}>
                {tool.code}
              </RowLink>
            ),
          },
          { key: "description", header: t("description"), cell: (tool) => <Text size="sm" lineClamp={2} className={classes.text}>{tool.description}</Text>, wide: true },
          { key: "url", header: t("url"), cell: (tool) => <Text size="sm" truncate ff="monospace" className={classes.url} title={`${tool.method} ${tool.url}`}>{`${tool.method} ${tool.url}`}</Text>, wide: true },
          { key: "updated", header: t("updated"), cell: (tool) => format.ago(tool.updated_at), wide: true, numeric: true },
        ]}
      />
    </>
  );
}
