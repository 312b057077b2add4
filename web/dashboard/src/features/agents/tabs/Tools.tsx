// What the agent can do and look up.

import { Fieldset, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useT } from "../../../i18n/language";
import { LinkButton } from "../../../kit/LinkButton";
import { Loaded } from "../../../kit/States";
import { listKnowledge } from "../../knowledge/queries";
import { knowledgeWords } from "../../knowledge/words";
import { listTools, type Tool } from "../../tools/queries";
import { ABILITIES } from "../fields";
import { KEYS, MCP_SERVERS, TRANSFERS, VOICEMAIL } from "../lists";
import { ObjectList } from "../ObjectList";
import { OptionalGroup } from "../OptionalGroup";
import { Picks } from "../Picks";
import { Sections } from "../Sections";
import { useLabel } from "../useLabel";
import { agentWords } from "../words";
import type { TabProps } from "./tab";

export function ToolsTab({ form }: TabProps) {
  return (
    <>
      <OwnTools form={form} />
      <Knowledge form={form} />
      <Sections form={form} sections={ABILITIES} />
      <OptionalGroup form={form} spec={KEYS} />
      <OptionalGroup form={form} spec={VOICEMAIL} />
      <ObjectList form={form} spec={TRANSFERS} />
      <ObjectList form={form} spec={MCP_SERVERS} />
    </>
  );
}

function OwnTools({ form }: Pick<TabProps, "form">) {
  const t = useT(agentWords);
  const label = useLabel();
  const query = useQuery({ queryKey: ["tools", "options"], queryFn: () => listTools(undefined, 100) });
  const pick = ({ id, code, description }: Tool) => ({
    id,
    title: code,
    text: description,
    action: (
      <LinkButton to="/tools/$toolId" params={{ toolId: id }} variant="default" size="compact-sm" aria-label={`${t("editTool")} ${code}`}>
        {t("editTool")}
      </LinkButton>
    ),
  });
  return (
    <Fieldset legend={label("tool_ids")} mb="lg">
      <Stack>
        <Text c="dimmed">{t("toolsText")}</Text>
        <Loaded query={query} rows={3}>
          {(page) => (
            <Picks form={form} path="tool_ids" items={page.items.map(pick)} complete={!page.next_cursor} none={t("noTools")} missing={t("missingTool")} />
          )}
        </Loaded>
        <Group>
          <LinkButton to="/tools" variant="default">
            {t("makeTool")}
          </LinkButton>
        </Group>
      </Stack>
    </Fieldset>
  );
}

function Knowledge({ form }: Pick<TabProps, "form">) {
  const t = useT(agentWords);
  const n = useT(knowledgeWords);
  const label = useLabel();
  const query = useQuery({
    queryKey: ["knowledge", "options"],
    queryFn: () => listKnowledge(undefined, 100),
  });
  return (
    <Fieldset legend={label("knowledge_ids")} mb="lg">
      <Stack>
        <Text c="dimmed">{t("knowledgeText")}</Text>
        <Loaded query={query} rows={2}>
          {(page) => (
            <Picks
              form={form}
              path="knowledge_ids"
              items={page.items.map(({ id, name, status, title }) => ({
                id,
                title: name,
                text: status === "ready" ? (title ?? undefined) : t("knowledgeState", { status: n(status) }),
                action: (
                  <LinkButton to="/knowledge/$knowledgeId" params={{ knowledgeId: id }} variant="default" size="compact-sm" aria-label={`${t("showKnowledge")} ${name}`}>
                    {t("showKnowledge")}
                  </LinkButton>
                ),
              }))}
              complete={!page.next_cursor}
              none={t("noKnowledge")}
              missing={t("missingKnowledge")}
            />
          )}
        </Loaded>
        <Group>
          <LinkButton to="/knowledge" variant="default">
            {n("add")}
          </LinkButton>
        </Group>
      </Stack>
    </Fieldset>
  );
}
