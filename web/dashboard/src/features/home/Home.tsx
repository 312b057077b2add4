import { Card, Group, Text, ThemeIcon, Title } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { DataTable } from "../../kit/DataTable";
import { Figures } from "../../kit/Figures";
import { CheckIcon } from "../../kit/icons";
import { LinkButton } from "../../kit/LinkButton";
import { PageHeader } from "../../kit/PageHeader";
import { Loaded } from "../../kit/States";
import { useSessions } from "../sessions/queries";
import { useSessionColumns } from "../sessions/columns";
import { useMe } from "../spaces/queries";
import { type Setup, type Today, useSetup, useToday } from "./queries";
import { homeWords } from "./words";

export function Home() {
  const t = useT(homeWords);
  const me = useMe();
  const setup = useSetup();
  const today = useToday();
  const name = me.data?.name ?? me.data?.email;
  return (
    <>
      <PageHeader title={t("title")} {...(name ? { text: t("hello", { name }) } : {})} />
      <Loaded query={setup} rows={3}>
        {(known) => (known.hasAgent && known.hasTalked && known.hasPublished ? null : <Checklist setup={known} />)}
      </Loaded>
      <Title order={2} mb="sm">
        {t("today")}
      </Title>
      <Loaded query={today} rows={1}>
        {(counts) => <Counts today={counts} />}
      </Loaded>
      <Latest />
    </>
  );
}

function Checklist({ setup }: { setup: Setup }) {
  const t = useT(homeWords);
  const agent = setup.agentId;
  return (
    <Card withBorder mb="xl">
      <Title order={2}>{t("setup")}</Title>
      <Text c="dimmed" mb="md">
        {t("setupText")}
      </Text>
      <Step number={1} isDone={setup.hasAgent} title={t("stepAgent")} text={t("stepAgentText")}>
        <LinkButton to="/agents" variant={setup.hasAgent ? "default" : "filled"} size="compact-md" aria-label={`${t("open")}: ${t("stepAgent")}`}>
          {t("open")}
        </LinkButton>
      </Step>
      <Step number={2} isDone={setup.hasTalked} title={t("stepTalk")} text={t("stepTalkText")}>
        <LinkButton to="/test" variant={setup.hasAgent && !setup.hasTalked ? "filled" : "default"} size="compact-md" aria-label={`${t("open")}: ${t("stepTalk")}`}>
          {t("open")}
        </LinkButton>
      </Step>
      <Step number={3} isDone={setup.hasPublished} title={t("stepPublish")} text={t("stepPublishText")}>
        {agent && (
          <LinkButton to="/agents/$agentId" params={{ agentId: agent }} variant={setup.hasTalked ? "filled" : "default"} size="compact-md" aria-label={`${t("open")}: ${t("stepPublish")}`}>
            {t("open")}
          </LinkButton>
        )}
      </Step>
    </Card>
  );
}

interface StepProps {
  number: number;
  isDone: boolean;
  title: string;
  text: string;
  children: React.ReactNode;
}

function Step({ number, isDone, title, text, children }: StepProps) {
  const t = useT(homeWords);
  return (
    <Group justify="space-between" wrap="nowrap" py="xs">
      <Group gap="md" wrap="nowrap">
        <ThemeIcon radius="xl" variant={isDone ? "filled" : "default"} color={isDone ? "green.9" : "gray"} aria-hidden="true">
          {isDone ? <CheckIcon size={16} /> : <Text size="sm">{number}</Text>}
        </ThemeIcon>
        <div>
          <Text fw={600}>
            {title}
            {isDone && (
              <Text span c="dimmed" fw={400}>
                {" "}
                · {t("done")}
              </Text>
            )}
          </Text>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
      </Group>
      <div style={{ flexShrink: 0 }}>{children}</div>
    </Group>
  );
}

function Counts({ today }: { today: Today }) {
  const t = useT(homeWords);
  const format = useFormats();
  const many = (value: number) => (today.complete ? format.number(value) : t("atLeast", { n: Math.floor(value) }));
  const figures: [string, string][] = [
    [t("activeNow"), format.number(today.active)],
    [t("conversations"), many(today.conversations)],
    [t("failures"), many(today.failed)],
    [t("minutes"), many(today.minutes)],
  ];
  return (
    <Figures figures={figures} />
  );
}

const LATEST = 5;

function Latest() {
  const t = useT(homeWords);
  const list = useSessions({});
  const columns = useSessionColumns();
  if (!list.items?.length) return null;
  const latest = { items: list.items.slice(0, LATEST), query: { ...list.query, hasNextPage: false } };
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={2}>{t("latest")}</Title>
        <LinkButton to="/sessions" variant="subtle" size="compact-md">
          {t("all")}
        </LinkButton>
      </Group>
      <DataTable label={t("latest")} list={latest} rowKey={(session) => session.id} empty={null} columns={columns} />
    </>
  );
}
