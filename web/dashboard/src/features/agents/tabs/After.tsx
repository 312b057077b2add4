// What is made of a conversation afterwards, and what is kept of it.

import { Fieldset, Stack, Switch } from "@mantine/core";
import { get } from "../../../kit/diff";
import { AFTER } from "../fields";
import { CRITERIA, FACTS } from "../lists";
import { ObjectList } from "../ObjectList";
import { Sections } from "../Sections";
import { ServiceField } from "../ServiceField";
import { useLabel } from "../useLabel";
import type { TabProps } from "./tab";

export function AfterTab({ form }: TabProps) {
  const [analysis, ...kept] = AFTER;
  return (
    <>
      <Sections form={form} sections={[analysis!]} />
      <ObjectList form={form} spec={FACTS} />
      <ObjectList form={form} spec={CRITERIA} />
      <Analyst form={form} />
      <Sections form={form} sections={kept} />
    </>
  );
}

/** The agent's own LLM, or another. */
function Analyst({ form }: Pick<TabProps, "form">) {
  const label = useLabel();
  const path = "analysis.llm";
  const value = get(form.values, path);
  if (value === undefined) return null;
  const own = { provider: form.values.llm.provider, model: null, params: {} };
  return (
    <Fieldset legend={label(path)} mb="lg">
      <Stack>
        <Switch
          label={label(path)}
          checked={value !== null}
          error={form.errors[path]}
          onChange={(event) => form.setFieldValue(path, (event.currentTarget.checked ? own : null) as never)}
        />
        {value !== null && <ServiceField form={form} path={path} of="llm" />}
      </Stack>
    </Fieldset>
  );
}
