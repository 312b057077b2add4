// How the account stands: what was made at the carrier, where a PBX sends calls, and whether it answers.

import { Badge, Button, Code, CopyButton, Fieldset, Group, List, Stack, Text } from "@mantine/core";
import { useT } from "../../i18n/language";
import { kitWords } from "../../kit/words";
import { AccountBadge } from "./AccountBadge";
import { ConnectionTest } from "./ConnectionTest";
import type { Account } from "./queries";
import { accountWords } from "./words";

export function AccountState({ account }: { account: Account }) {
  return (
    <Stack gap="sm">
      <ConnectionTest accountId={account.id} align="center">
        <AccountBadge status={account.status} />
        {account.status !== "ready" && account.status_detail && <Text size="sm">{account.status_detail}</Text>}
      </ConnectionTest>
      {account.setup.length > 0 && <Setup steps={account.setup} />}
      {account.gateway && <Gateway gateway={account.gateway} />}
    </Stack>
  );
}

const STEPS = { done: ["stepDone", "green"], failed: ["stepFailed", "red"], undone: ["stepUndone", "gray"] } as const;

function Setup({ steps }: { steps: Account["setup"] }) {
  const t = useT(accountWords);
  return (
    <Fieldset legend={t("setup")}>
      <Text size="sm" c="dimmed" mb="xs">
        {t("setupText")}
      </Text>
      <List size="sm" spacing={4} listStyleType="none">
        {steps.map(({ name, status, detail }) => (
          <List.Item key={name}>
            <Group gap="xs">
              <Badge color={STEPS[status][1]}>{t(STEPS[status][0])}</Badge>
              <span>{name.replaceAll("_", " ")}</span>
              {detail && <Text size="sm">{detail}</Text>}
            </Group>
          </List.Item>
        ))}
      </List>
    </Fieldset>
  );
}

function Gateway({ gateway }: { gateway: NonNullable<Account["gateway"]> }) {
  const t = useT(accountWords);
  const { domain, port, tls_port, transports, outbound_addresses } = gateway;
  return (
    <Fieldset legend={t("gateway")}>
      <Text size="sm" c="dimmed" mb="xs">
        {t("gatewayText")}
      </Text>
      <Stack gap="xs">
        <Copied label={t("sendTo")} value={`${domain}:${port}`} />
        {tls_port !== null && <Copied label={t("sendTls")} value={`${domain}:${tls_port}`} />}
        <Group gap="xs">
          <Text size="sm">{t("transports")}:</Text>
          <Text size="sm">{transports.join(", ")}</Text>
        </Group>
        {outbound_addresses.length > 0 && <Copied label={t("weCallFrom")} value={outbound_addresses.join(", ")} />}
      </Stack>
    </Fieldset>
  );
}

function Copied({ label, value }: { label: string; value: string }) {
  const k = useT(kitWords);
  return (
    <Group gap="xs">
      <Text size="sm">{label}:</Text>
      <Code style={{ overflowWrap: "anywhere" }}>{value}</Code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy} aria-label={`${k("copy")}: ${label}`}>
            {copied ? k("copied") : k("copy")}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
