// The editor: tabs over one form, and the test panel beside it.

import { Drawer, Indicator, Tabs, VisuallyHidden } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useT } from "../../i18n/language";
import { ConflictDialog } from "../../kit/ConflictDialog";
import { get } from "../../kit/diff";
import { SaveBar } from "../../kit/SaveBar";
import { Loading } from "../../kit/States";
import { useResourceForm } from "../../kit/useResourceForm";
import classes from "./AgentEditor.module.css";
import { AgentHeader } from "./AgentHeader";
import { type Agent, changed, type Config, configOf, tabOf } from "./model";
import { getAgent, keep, patchAgent } from "./queries";
import { AfterTab } from "./tabs/After";
import { GeneralTab } from "./tabs/General";
import { LanguagesTab } from "./tabs/Languages";
import { ListeningTab } from "./tabs/Listening";
import { SwitchingTab } from "./tabs/Switching";
import type { TabProps } from "./tabs/tab";
import { ToolsTab } from "./tabs/Tools";
import { VariablesTab } from "./tabs/Variables";
import { VersionsTab } from "./tabs/Versions";
import { WidgetTab } from "./tabs/Widget";
import { useLabel } from "./useLabel";
import { agentWords } from "./words";

const TestPanel = lazy(() => import("../test/TestPanel").then((module) => ({ default: module.TestPanel })));

const TABS = [
  { name: "general", Tab: GeneralTab },
  { name: "languages", Tab: LanguagesTab },
  { name: "listening", Tab: ListeningTab },
  { name: "tools", Tab: ToolsTab },
  { name: "switching", Tab: SwitchingTab, needs: "handoffs" },
  { name: "variables", Tab: VariablesTab },
  { name: "after", Tab: AfterTab, needs: "analysis" },
  { name: "versions", Tab: VersionsTab },
  { name: "widget", Tab: WidgetTab, needs: "widget" },
] as const;

interface Conflict {
  theirs: Agent;
  yours: Config;
}

export function AgentEditor({ agent }: { agent: Agent }) {
  const t = useT(agentWords);
  const label = useLabel();
  const client = useQueryClient();
  // What was loaded first is the base of every edit; a refetch must not move it under the typing.
  const [base, setBase] = useState(agent);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [testing, test] = useDisclosure(false);
  const isWide = useMediaQuery("(min-width: 82em)") ?? false;

  const accept = (saved: Agent) => {
    setBase(saved);
    keep(client, saved);
  };
  const resource = useResourceForm<Config, Agent>({
    initial: configOf(agent),
    save: (values) => patchAgent(base.id, base.revision, changed(configOf(base), values)),
    valuesOf: configOf,
    onSaved: accept,
    onConflict: (yours) => void getAgent(base.id).then((theirs) => setConflict({ theirs, yours })),
    whole: /\.headers\./,
  });
  const { form, isDirty, reset } = resource;
  const takeMerged = (merged: Config) => {
    if (!conflict) return;
    setBase(conflict.theirs);
    reset(configOf(conflict.theirs));
    form.setValues(merged);
    setConflict(null);
  };
  const replace = (agent: Agent) => {
    accept(agent);
    reset(configOf(agent));
  };
  const discard = () => reset(configOf(base));
  const panel = (
    <Suspense fallback={<Loading rows={3} />}>
      <TestPanel agent={base} isDirty={isDirty} onSave={resource.submit} />
    </Suspense>
  );
  return (
    <div className={classes.page} data-wide={isWide || undefined}>
      <div className={classes.main}>
        <AgentHeader agent={base} isDirty={isDirty} onChanged={accept} onTest={isWide ? null : test.open} />
        <EditorTabs form={form} agent={base} isDirty={isDirty} onChanged={replace} />
        <SaveBar resource={resource} onDiscard={discard} />
      </div>
      {isWide ? (
        <aside className={classes.aside} aria-label={t("test")}>
          {panel}
        </aside>
      ) : (
        <Drawer opened={testing} onClose={test.close} position="right" title={t("test")} size="md" keepMounted={false}>
          {panel}
        </Drawer>
      )}
      {conflict && (
        <ConflictDialog
          base={configOf(base)}
          theirs={configOf(conflict.theirs)}
          yours={conflict.yours}
          labelOf={label}
          onClose={() => setConflict(null)}
          onMerged={(merged) => takeMerged(merged as Config)}
        />
      )}
    </div>
  );
}

function EditorTabs(props: TabProps) {
  const { form, agent } = props;
  const t = useT(agentWords);
  const navigate = useNavigate();
  const { tab = "general" } = useSearch({ from: "/shell/agents/$agentId" });
  const wrong = new Set(Object.keys(form.errors).map(tabOf));
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a phone the row of tabs is wider than the screen.
    const row = list.current;
    const active = row?.querySelector<HTMLElement>("[aria-selected=true]");
    if (row && active) row.scrollTo({ left: active.offsetLeft - row.clientWidth / 2 + active.clientWidth / 2 });
  }, [tab]);
  const shown = TABS.filter((each) => !("needs" in each) || get(form.values, each.needs) !== undefined);
  return (
    <Tabs
      value={tab}
      keepMounted={false}
      onChange={(next) =>
        void navigate({
          to: "/agents/$agentId",
          params: { agentId: agent.id },
          search: next === "general" || !next ? {} : { tab: next },
          replace: true,
        })
      }
    >
      <Tabs.List mb="lg" className={classes.tabs} ref={list}>
        {shown.map(({ name }) => (
          <Tabs.Tab key={name} value={name} data-wrong={wrong.has(name) || undefined}>
            <Indicator color="red" size={8} offset={-4} disabled={!wrong.has(name)}>
              {t(name)}
            </Indicator>
            {wrong.has(name) && <VisuallyHidden>{t("hasErrors")}</VisuallyHidden>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {shown.map(({ name, Tab }) => (
        <Tabs.Panel key={name} value={name}>
          <Tab {...props} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
