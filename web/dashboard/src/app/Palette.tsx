// The command palette: agents by name, sessions by id or phone, screens. Loaded when first opened.

import "@mantine/spotlight/styles.css";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { listAgents } from "../features/agents/queries";
import { useT } from "../i18n/language";
import { shellWords } from "./words";

const SESSION_ID = /^ses_\w+$/;
const PHONE = /^\+?[\d\s()-]{3,}$/;

export function Palette({ onClose }: { onClose: () => void }) {
  const t = useT(shellWords);
  const navigate = useNavigate();
  const [query, setQuery] = useState("");
  const agents = useQuery({ queryKey: ["agents", "palette"], queryFn: () => listAgents(undefined, 100) });
  useEffect(() => spotlight.open(), []);

  const wanted = query.trim();
  const found: SpotlightActionData[] = [];
  if (SESSION_ID.test(wanted)) {
    found.push({
      id: wanted,
      label: wanted,
      onClick: () => void navigate({ to: "/sessions/$sessionId", params: { sessionId: wanted } }),
    });
  } else if (PHONE.test(wanted)) {
    found.push({
      id: "caller",
      label: t("sessionsOf", { caller: wanted }),
      onClick: () => void navigate({ to: "/sessions", search: { caller: wanted } }),
    });
  }
  const screens = (["home", "agents", "tools", "knowledge", "sounds", "phone-numbers", "test", "campaigns", "sessions", "settings"] as const).map((word) => ({
    id: word,
    label: t(word === "phone-numbers" ? "numbers" : word),
    onClick: () => void navigate({ to: word === "home" ? "/" : `/${word}` }),
  }));
  const people = (agents.data?.items ?? []).map((agent) => ({
    id: agent.id,
    label: agent.name,
    description: agent.id,
    onClick: () => void navigate({ to: "/agents/$agentId", params: { agentId: agent.id } }),
  }));
  const groups: SpotlightActionGroupData[] = [
    { group: t("sessions"), actions: found },
    { group: t("agents"), actions: people },
    { group: t("goTo"), actions: screens },
  ].filter(({ actions }) => actions.length > 0);
  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      nothingFound={t("nothingFound")}
      filter={(text, actions) => keep(text, actions, found)}
      shortcut={null}
      limit={12}
      scrollable
      searchProps={{ placeholder: t("searchHint"), "aria-label": t("searchHint") }}
    />
  );
}

type Actions = (SpotlightActionData | SpotlightActionGroupData)[];

/** By name; what the text itself stands for (an id, a phone) always stays. */
function keep(text: string, groups: Actions, always: SpotlightActionData[]) {
  const wanted = text.trim().toLowerCase();
  return groups.flatMap((group): Actions => {
    if (!("actions" in group)) return [group];
    const actions = group.actions.filter(
      (action) => always.includes(action) || `${action.label} ${action.description ?? ""}`.toLowerCase().includes(wanted),
    );
    return actions.length ? [{ ...group, actions }] : [];
  });
}
