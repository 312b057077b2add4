// A service that the agent may have of its own: a switch, and its fields while it is on.

import { Fieldset, Stack, Switch } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import { get } from "../../kit/diff";
import type { Kind } from "../catalogue/queries";
import type { Config } from "./model";
import { ServiceField } from "./ServiceField";
import { useLabel } from "./useLabel";

interface Props {
  form: UseFormReturnType<Config>;
  path: string;
  of: Kind;
  /** What it is when it is switched on; none: it cannot be. */
  blank: object | null;
  children?: ReactNode;
}

export function OptionalService({ form, path, of, blank, children }: Props) {
  const label = useLabel();
  const value = get(form.values, path);
  if (value === undefined || (value === null && !blank)) return null;
  return (
    <Fieldset legend={label(path)} mb="lg">
      <Stack>
        <Switch
          label={label(path)}
          checked={value !== null}
          error={form.errors[path]}
          onChange={(event) => form.setFieldValue(path, (event.currentTarget.checked ? blank : null) as never)}
        />
        {value !== null && <ServiceField form={form} path={path} of={of} />}
        {value !== null && children}
      </Stack>
    </Fieldset>
  );
}
