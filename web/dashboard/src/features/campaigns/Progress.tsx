// How far the campaign is: the counters, where every contact stands, how calls ended.

import { Badge, Box, Group, Progress as Bar, Stack, Text } from "@mantine/core";
import { useFormats } from "../../i18n/format";
import { useT } from "../../i18n/language";
import { Figures } from "../../kit/Figures";
import { countsOf, ITEM_STATUSES, OUTCOMES } from "./progress";
import type { Campaign } from "./queries";
import { ITEM_COLOURS } from "./StatusBadge";
import { campaignWords, itemWords } from "./words";

export function Progress({ campaign: { progress } }: { campaign: Campaign }) {
  const t = useT(campaignWords);
  const i = useT(itemWords);
  const { number, usd } = useFormats();
  const { total, left, done } = countsOf(progress);
  if (total === 0) return null;
  const shown = ITEM_STATUSES.filter((status) => progress.items[status]);
  return (
    <Box component="section" aria-label={t("progress")} mb="xl">
      <Figures
        figures={[
          [t("total"), number(total)],
          [t("finished"), number(done)],
          [t("left"), number(left)],
          [t("answered"), number(progress.outcomes.answered ?? 0)],
          [t("cost"), usd(progress.cost_usd)],
        ]}
      />
      <Bar.Root size="lg" aria-hidden="true">
        {shown.map((status) => (
          <Bar.Section key={status} withAria={false} color={ITEM_COLOURS[status]} value={(100 * (progress.items[status] ?? 0)) / total} />
        ))}
      </Bar.Root>
      <Group gap="xs" mt="xs" mb="lg">
        {shown.map((status) => (
          <Badge key={status} color={ITEM_COLOURS[status]}>
            {`${i(status)}: ${number(progress.items[status] ?? 0)}`}
          </Badge>
        ))}
      </Group>
      <Outcomes outcomes={progress.outcomes} />
    </Box>
  );
}

function Outcomes({ outcomes }: { outcomes: Campaign["progress"]["outcomes"] }) {
  const t = useT(campaignWords);
  const i = useT(itemWords);
  const { number } = useFormats();
  const shown = OUTCOMES.filter((outcome) => outcomes[outcome]);
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t("outcomes")}
      </Text>
      <Text size="sm" c={shown.length ? "inherit" : "dimmed"}>
        {shown.map((outcome) => `${i(outcome)}: ${number(outcomes[outcome] ?? 0)}`).join(" · ") || t("noCalls")}
      </Text>
    </Stack>
  );
}
