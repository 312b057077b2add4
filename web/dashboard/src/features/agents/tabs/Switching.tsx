// When the conversation goes to another agent.

import { Button, Card, Group, NumberInput, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useT } from "../../../i18n/language";
import { get } from "../../../kit/diff";
import { PlusIcon, TrashIcon } from "../../../kit/icons";
import { useAgentOptions } from "../queries";
import { agentWords } from "../words";
import { switchWords } from "./switchWords";
import type { TabProps } from "./tab";

interface Handoff {
  to: string;
  condition: string | null;
  expression: string | null;
  context: string;
  last_n: number;
  keep_voice: boolean;
  message: string | null;
}

export function SwitchingTab({ form, agent }: TabProps) {
  const t = useT(switchWords);
  const handoffs = (get(form.values, "handoffs") ?? []) as Handoff[];
  const others = useAgentOptions().filter((option) => option.value !== agent.id);
  const put = (next: Partial<Handoff>[]) => form.setFieldValue("handoffs" as "variables", next as never);
  const change = (index: number, part: Partial<Handoff>) => put(handoffs.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));
  return (
    <Stack>
      <Text c="dimmed">{t("text")}</Text>
      {handoffs.map((rule, index) => (
        <Rule
          key={index}
          rule={rule}
          others={others}
          errorAt={(name) => form.errors[`handoffs.${index}.${name}`] as string | undefined}
          onChange={(part) => change(index, part)}
          onRemove={() => put(handoffs.filter((_, at) => at !== index))}
        />
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<PlusIcon size={16} />}
          disabled={others.length === 0}
          onClick={() => put([...handoffs, { to: others[0]?.value ?? "", condition: "" }])}
        >
          {t("add")}
        </Button>
        {others.length === 0 && <Text c="dimmed">{t("alone")}</Text>}
      </Group>
    </Stack>
  );
}

interface RuleProps {
  rule: Handoff;
  others: { value: string; label: string }[];
  errorAt: (name: string) => string | undefined;
  onChange: (part: Partial<Handoff>) => void;
  onRemove: () => void;
}

function Rule({ rule, others, errorAt, onChange, onRemove }: RuleProps) {
  const t = useT(switchWords);
  const a = useT(agentWords);
  const byWords = rule.expression === null || rule.expression === undefined;
  const contexts = (["all", "last_n", "summary", "none"] as const).map((value) => ({ value, label: t(value) }));
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Group grow align="flex-start">
          <Select label={t("to")} data={others} value={rule.to} error={errorAt("to")} onChange={(to) => onChange({ to: to ?? "" })} />
          <Select
            label={t("by")}
            allowDeselect={false}
            data={[
              { value: "condition", label: t("condition") },
              { value: "expression", label: t("expression") },
            ]}
            value={byWords ? "condition" : "expression"}
            onChange={(by) => onChange(by === "condition" ? { condition: "", expression: null } : { condition: null, expression: "" })}
          />
          <Select label={t("context")} allowDeselect={false} data={contexts} value={rule.context ?? "all"} onChange={(context) => onChange({ context: context ?? "all" })} />
        </Group>
        {byWords ? (
          <Textarea label={t("when")} autosize value={rule.condition ?? ""} error={errorAt("condition")} onChange={(e) => onChange({ condition: e.currentTarget.value })} />
        ) : (
          <TextInput
            label={t("when")}
            placeholder='plan == "gold" and system.locale == "en"'
            value={rule.expression ?? ""}
            error={errorAt("expression")}
            onChange={(e) => onChange({ expression: e.currentTarget.value })}
          />
        )}
        <Group align="flex-end">
          {rule.context === "last_n" && (
            <NumberInput
              label={a("lastMessages")}
              min={1}
              max={100}
              clampBehavior="none"
              value={rule.last_n ?? 10}
              error={errorAt("last_n")}
              onChange={(n) => onChange({ last_n: Number(n) })}
            />
          )}
          <Switch label={a("keepVoice")} mb={8} checked={rule.keep_voice ?? false} onChange={(e) => onChange({ keep_voice: e.currentTarget.checked })} />
        </Group>
        <Group align="flex-end" wrap="nowrap">
          <TextInput flex={1} label={t("message")} value={rule.message ?? ""} error={errorAt("message")} onChange={(e) => onChange({ message: e.currentTarget.value || null })} />
          <Button variant="default" leftSection={<TrashIcon size={16} />} onClick={onRemove}>
            {a("removeLanguage")}
          </Button>
        </Group>
      </Stack>
    </Card>
  );
}
