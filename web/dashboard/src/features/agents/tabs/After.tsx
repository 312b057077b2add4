import { Fieldset, Stack } from "@mantine/core";
import { get } from "../../../kit/diff";
import { AFTER } from "../fields";
import { Sections } from "../Sections";
import { useLabel } from "../useLabel";
import { JsonList } from "./JsonList";
import type { TabProps } from "./tab";

const FIELDS = '[{"name": "order_number", "type": "string", "description": "…"}]';
const CRITERIA = '[{"name": "was_polite", "description": "…"}]';

/** What is made of a conversation afterwards, and what is kept of it. */
export function AfterTab({ form }: TabProps) {
  const label = useLabel();
  return (
    <>
      <Sections form={form} sections={AFTER} />
      {get(form.values, "analysis") !== undefined && (
        <Fieldset legend={label("analysis")}>
          <Stack>
            <JsonList form={form} path="analysis.fields" placeholder={FIELDS} />
            <JsonList form={form} path="analysis.criteria" placeholder={CRITERIA} />
          </Stack>
        </Fieldset>
      )}
    </>
  );
}
