// Code to be taken elsewhere.

import { Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { useT } from "../../i18n/language";
import { kitWords } from "../../kit/words";

export function CopyBlock({ text, code, name }: { text: string; code: string; name: string }) {
  const k = useT(kitWords);
  return (
    <div>
      <Text size="sm" c="dimmed" mb="xs">
        {text}
      </Text>
      <Code block tabIndex={0} aria-label={name} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {code}
      </Code>
      <Group mt="xs">
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button variant="default" size="compact-md" onClick={copy} aria-label={`${copied ? k("copied") : k("copy")}: ${name}`}>
              {copied ? k("copied") : k("copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
    </div>
  );
}
