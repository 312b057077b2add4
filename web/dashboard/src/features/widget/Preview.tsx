// The real element on a page of its own, with the look of the form.

import { Fieldset, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useT } from "../../i18n/language";
import type { Agent, Config } from "../agents/model";
import { widgetWords } from "./words";

type Scheme = "light" | "dark";
type Element = HTMLElement & { config: unknown; theme: string | null; language: string | null; isOpen: boolean };

// An empty page of this origin: it has the dashboard's own policy, and scripts only by address.
const PAGE = '<!doctype html><html lang="en"><body><speaknode-agent initialized></speaknode-agent><script type="module" src="/widget/speaknode-widget.js"></script></body></html>';

/** Before its script has run it is no element yet: what is set on it would hide its properties. */
function ready(page: Document): Element | null {
  return page.defaultView?.customElements.get("speaknode-agent") ? page.querySelector<Element>("speaknode-agent") : null;
}

export function Preview({ agent, values }: { agent: Agent; values: Config }) {
  const t = useT(widgetWords);
  const frame = useRef<HTMLIFrameElement>(null);
  const [scheme, setScheme] = useState<Scheme>("light");
  const [language, setLanguage] = useState<string | null>(null);
  const [loads, setLoads] = useState(0);
  const { name, default_locale, variables, widget } = values;
  const locales = Object.keys(values.locales);
  const shown = language && locales.includes(language) ? language : default_locale;
  useEffect(() => {
    const page = frame.current?.contentDocument;
    const element = page && ready(page);
    if (!page || !element) return;
    page.body.style.background = scheme === "dark" ? "#15171c" : "#ffffff";
    element.setAttribute("agent-id", agent.id);
    element.language = shown;
    // A fixed theme is shown as it is; "automatic" follows the page that is chosen here.
    element.theme = widget.theme === "auto" ? scheme : widget.theme;
    element.config = { id: agent.id, name, default_locale, locales, variables, widget };
  }, [agent.id, name, default_locale, locales.join(), variables, widget, scheme, shown, loads]);
  useEffect(() => {
    const page = frame.current?.contentDocument;
    const element = page && ready(page);
    if (element) element.isOpen = true; // what is styled should be seen
  }, [loads]);
  return (
    <Fieldset legend={t("preview")}>
      <Text size="sm" c="dimmed" mb="xs">
        {t("previewText")}
      </Text>
      <Group mb="sm" gap="sm" align="end">
        <SegmentedControl
          aria-label={t("background")}
          value={scheme}
          onChange={(next) => setScheme(next as Scheme)}
          data={[
            { value: "light", label: t("light") },
            { value: "dark", label: t("dark") },
          ]}
        />
        {locales.length > 1 && <Select w={120} aria-label={t("language")} allowDeselect={false} data={locales} value={shown} onChange={setLanguage} />}
      </Group>
      <iframe
        ref={frame}
        title={t("preview")}
        srcDoc={PAGE}
        allow="microphone"
        onLoad={() => setLoads((count) => count + 1)}
        style={{ width: "100%", height: 620, border: "1px solid var(--mantine-color-default-border)", borderRadius: 8 }}
      />
    </Fieldset>
  );
}
