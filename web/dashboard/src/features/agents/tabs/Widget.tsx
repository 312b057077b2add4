// How the agent looks on a page, and the code that puts it there.

import { Alert, Anchor, Fieldset, Stack } from "@mantine/core";
import { useT } from "../../../i18n/language";
import { CopyBlock } from "../../widget/CopyBlock";
import { cssOf, embedCode } from "../../widget/look";
import { Preview } from "../../widget/Preview";
import { SiteCheck } from "../../widget/SiteCheck";
import { ConsentEditor, TextsEditor } from "../../widget/Texts";
import { widgetWords } from "../../widget/words";
import { WIDGET } from "../fields";
import { Sections } from "../Sections";
import type { TabProps } from "./tab";

export function WidgetTab({ form, agent }: TabProps) {
  const t = useT(widgetWords);
  const css = cssOf(form.values.widget);
  return (
    <Stack>
      {!agent.is_published && (
        <Alert color="yellow" variant="light">
          {t("notPublishedYet")}
        </Alert>
      )}
      <Fieldset legend={t("embed")}>
        <CopyBlock name={t("embed")} text={t("embedText")} code={embedCode(location.origin, agent.id)} />
        {agent.is_published && (
          <Anchor href={`/a/${agent.id}`} target="_blank" rel="noopener">
            {t("publicPage")}
          </Anchor>
        )}
      </Fieldset>
      <Preview agent={agent} values={form.values} />
      <div>
        <Sections form={form} sections={WIDGET} />
      </div>
      {css && (
        <Fieldset legend={t("css")}>
          <CopyBlock name={t("css")} text={t("cssText")} code={css} />
        </Fieldset>
      )}
      <TextsEditor form={form} />
      <ConsentEditor form={form} />
      <SiteCheck form={form} agent={agent} />
    </Stack>
  );
}
