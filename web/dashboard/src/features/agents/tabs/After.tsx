// What is made of a conversation afterwards, and what is kept of it.

import { AFTER } from "../fields";
import { CRITERIA, FACTS } from "../lists";
import { ObjectList } from "../ObjectList";
import { OptionalService } from "../OptionalService";
import { Sections } from "../Sections";
import type { TabProps } from "./tab";

export function AfterTab({ form }: TabProps) {
  const [analysis, ...kept] = AFTER;
  const own = { provider: form.values.llm.provider, model: null, params: {} };
  return (
    <>
      <Sections form={form} sections={[analysis!]} />
      <ObjectList form={form} spec={FACTS} />
      <ObjectList form={form} spec={CRITERIA} />
      <OptionalService form={form} path="analysis.llm" of="llm" blank={own} />
      <Sections form={form} sections={kept} />
    </>
  );
}
