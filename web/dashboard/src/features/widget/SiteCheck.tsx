// Why the widget would not show on a page, before a visitor finds out.

import { Button, Fieldset, Group, List, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useState } from "react";
import { config } from "../../app/config";
import { useT } from "../../i18n/language";
import type { Agent, Config } from "../agents/model";
import { useVersion } from "../agents/queries";
import { CopyBlock } from "./CopyBlock";
import { checkSite, originOf, policyFor, type Verdict } from "./site";
import { widgetWords } from "./words";

const MARKS: Record<Verdict, string> = { good: "✓", bad: "✗", unsaved: "!" };
const COLOURS: Record<Verdict, string> = { good: "var(--mantine-color-text)", bad: "var(--mantine-color-error)", unsaved: "var(--mantine-color-text)" };

export function SiteCheck({ form, agent }: { form: UseFormReturnType<Config>; agent: Agent }) {
  const t = useT(widgetWords);
  const [address, setAddress] = useState("");
  const published = useVersion(agent.id, agent.published_version);
  const { widget } = form.values;
  const known = { isPublished: agent.is_published, published: published.data?.config.widget ?? null, draft: widget };
  const checks = address.trim() ? checkSite(address, known) : [];
  const origin = originOf(address) ?? "";
  const livekit = config().livekit_url;
  const isForbidden = checks.some(({ name, verdict }) => name === "allowed" && verdict === "bad");
  return (
    <Fieldset legend={t("site")}>
      <Stack gap="sm">
        <TextInput
          label={t("siteText")}
          placeholder="https://www.example.com"
          value={address}
          error={checks[0]?.name === "address" ? t("site_address") : undefined}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        {origin && (
          <List listStyleType="none" aria-live="polite" data-testid="site-check">
            {checks.map(({ name, verdict }) => (
              <List.Item key={name} data-check={name} data-verdict={verdict}>
                <Text size="sm" c={COLOURS[verdict]}>
                  {MARKS[verdict]} {t(`${name}_${verdict}` as keyof typeof widgetWords, { origin })}
                </Text>
              </List.Item>
            ))}
          </List>
        )}
        {isForbidden && (
          <Group>
            <Button variant="default" onClick={() => form.setFieldValue("widget.allowed_origins", [...widget.allowed_origins, origin])}>
              {t("allow", { origin })}
            </Button>
          </Group>
        )}
        {livekit && <CopyBlock name="Content-Security-Policy" text={t("policy")} code={policyFor(location.origin, livekit)} />}
      </Stack>
    </Fieldset>
  );
}
