// How the agent looks on a page, and the code that puts it there.

import { Alert, Button, Code, CopyButton, Fieldset, Group, Stack, Text } from "@mantine/core";
import { useT } from "../../../i18n/language";
import { kitWords } from "../../../kit/words";
import { WIDGET } from "../fields";
import { Sections } from "../Sections";
import { agentWords } from "../words";
import type { TabProps } from "./tab";

export function embedCode(origin: string, agentId: string): string {
  return [
    `<speaknode-agent agent-id="${agentId}"></speaknode-agent>`,
    `<script src="${origin}/widget/speaknode-widget-loader.js"></script>`,
  ].join("\n");
}

export function WidgetTab({ form, agent }: TabProps) {
  const t = useT(agentWords);
  const k = useT(kitWords);
  const code = embedCode(location.origin, agent.id);
  return (
    <Stack>
      {!agent.is_published && (
        <Alert color="yellow" variant="light">
          {t("notPublishedYet")}
        </Alert>
      )}
      <Fieldset legend={t("embed")}>
        <Text size="sm" c="dimmed" mb="xs">
          {t("embedText")}
        </Text>
        <Code block tabIndex={0}>
          {code}
        </Code>
        <Group mt="sm">
          <CopyButton value={code}>
            {({ copied, copy }) => (
              <Button variant="default" size="compact-md" onClick={copy}>
                {copied ? k("copied") : k("copy")}
              </Button>
            )}
          </CopyButton>
        </Group>
      </Fieldset>
      <Sections form={form} sections={WIDGET} />
    </Stack>
  );
}
