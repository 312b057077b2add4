import { Alert, Checkbox, Group, Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useT } from "../../../i18n/language";
import { LinkButton } from "../../../kit/LinkButton";
import { Loaded } from "../../../kit/States";
import { listTools, type Tool } from "../../tools/queries";
import { ABILITIES } from "../fields";
import { Sections } from "../Sections";
import { agentWords } from "../words";
import type { TabProps } from "./tab";

export function ToolsTab({ form }: TabProps) {
  const t = useT(agentWords);
  const query = useQuery({ queryKey: ["tools", "options"], queryFn: () => listTools(undefined, 100) });
  return (
    <Stack>
      <Text c="dimmed">{t("toolsText")}</Text>
      <Loaded query={query} rows={3}>
        {(page) => <Choice form={form} tools={page.items} complete={!page.next_cursor} />}
      </Loaded>
      <Sections form={form} sections={ABILITIES} />
    </Stack>
  );
}

function Choice({ form, tools, complete }: Pick<TabProps, "form"> & { tools: Tool[]; complete: boolean }) {
  const t = useT(agentWords);
  const chosen = form.values.tool_ids;
  const toggle = (id: string) =>
    form.setFieldValue("tool_ids", chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const gone = complete ? chosen.filter((id) => !tools.some((tool) => tool.id === id)) : [];
  return (
    <Stack gap="xs">
      {tools.length === 0 && <Text>{t("noTools")}</Text>}
      {tools.map((tool) => (
        <Paper key={tool.id} withBorder p="sm">
          <Group justify="space-between" wrap="nowrap">
            <Checkbox
              checked={chosen.includes(tool.id)}
              onChange={() => toggle(tool.id)}
              label={<Text fw={600}>{tool.code}</Text>}
              description={tool.description}
            />
            <LinkButton to="/tools/$toolId" params={{ toolId: tool.id }} variant="default" size="compact-sm" aria-label={`${t("editTool")} ${tool.code}`}>
              {t("editTool")}
            </LinkButton>
          </Group>
        </Paper>
      ))}
      {gone.map((id) => (
        <Alert key={id} color="red" variant="light">
          <Checkbox checked onChange={() => toggle(id)} label={`${id}: ${t("missingTool")}`} />
        </Alert>
      ))}
      {form.errors["tool_ids"] && (
        <Text c="var(--mantine-color-error)" size="sm">
          {form.errors["tool_ids"]}
        </Text>
      )}
      <Group>
        <LinkButton to="/tools" variant="default">
          {t("makeTool")}
        </LinkButton>
      </Group>
    </Stack>
  );
}
