// Name, state, and what can be done with the campaign as a whole.

import { Alert, Button, Group, List, Text, Title } from "@mantine/core";
import { useEffect } from "react";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { LinkButton } from "../../kit/LinkButton";
import { ProblemAlert } from "../../kit/States";
import { AddContacts } from "./AddContacts";
import { More } from "./More";
import { countsOf, missingOf } from "./progress";
import { type Campaign, useDeed } from "./queries";
import { StatusBadge } from "./StatusBadge";
import { campaignWords } from "./words";

export function Header({ campaign }: { campaign: Campaign }) {
  const t = useT(campaignWords);
  const deed = useDeed(campaign.id);
  const { name } = campaign.settings;
  const hasEnded = campaign.status === "completed" || campaign.status === "canceled";
  useEffect(() => {
    document.title = `${name} · Speaknode`;
  }, [name]);
  return (
    <>
      <Group justify="space-between" mb="lg" gap="sm">
        <Group gap="sm" miw={0}>
          <Title order={1} style={{ overflowWrap: "anywhere" }}>
            {name}
          </Title>
          <StatusBadge status={campaign.status} />
          <Schedule campaign={campaign} />
        </Group>
        <Group gap="xs">
          <MainDeed campaign={campaign} deed={deed} />
          {!hasEnded && <AddContacts campaignId={campaign.id} />}
          {!hasEnded && (
            <LinkButton variant="default" to="/campaigns/$campaignId/edit" params={{ campaignId: campaign.id }}>
              {t("edit")}
            </LinkButton>
          )}
          <More campaign={campaign} onCancel={() => deed.mutate("cancel")} />
        </Group>
      </Group>
      {deed.error && <ProblemAlert error={deed.error} />}
      <Missing campaign={campaign} />
      {campaign.status === "paused" && campaign.status_reason && (
        <Alert color="orange" variant="light" mb="lg" title={t("whyPaused")}>
          {campaign.status_reason === "too many calls failed" ? t("tooManyFailed") : campaign.status_reason}
        </Alert>
      )}
    </>
  );
}

function Schedule({ campaign: { status, settings } }: { campaign: Campaign }) {
  const t = useT(campaignWords);
  const format = useFormats();
  if (!settings.start_at || (status !== "scheduled" && status !== "draft")) return null;
  return (
    <Text size="sm" c="dimmed">
      {t("startsAt", { at: format.moment(settings.start_at) })}
    </Text>
  );
}

function MainDeed({ campaign, deed }: { campaign: Campaign; deed: ReturnType<typeof useDeed> }) {
  const t = useT(campaignWords);
  const { status, settings, progress } = campaign;
  if (status === "draft") {
    return (
      <ConfirmButton
        variant="filled"
        loading={deed.isPending}
        disabled={missingOf(campaign).length > 0}
        label={t("start")}
        title={t("startTitle", { name: settings.name })}
        text={t("startText", { n: countsOf(progress).left })}
        confirm={t("start")}
        onConfirm={() => deed.mutate("start")}
      />
    );
  }
  const next = status === "paused" ? "resume" : status === "running" || status === "scheduled" ? "pause" : null;
  return (
    next && (
      <Button variant={next === "pause" ? "default" : "filled"} loading={deed.isPending} onClick={() => deed.mutate(next)}>
        {t(next)}
      </Button>
    )
  );
}

function Missing({ campaign }: { campaign: Campaign }) {
  const t = useT(campaignWords);
  const missing = campaign.status === "draft" ? missingOf(campaign) : [];
  if (missing.length === 0) return null;
  return (
    <Alert color="indigo" variant="light" mb="lg" title={t("missing")}>
      <List size="sm">
        {missing.map((what) => (
          <List.Item key={what}>{t(what)}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
