// A form over what the server keeps: made or changed, and merged where somebody else changed it meanwhile.

import { type ReactNode, useState } from "react";
import { ConflictDialog } from "./ConflictDialog";
import type { Json } from "./diff";
import { type ResourceForm, useResourceForm } from "./useResourceForm";

interface Options<V, R> {
  /** Null: it is new. */
  entity: R | null;
  blank: V;
  valuesOf: (entity: R) => V;
  create: (values: V) => Promise<R>;
  replace: (base: R, values: V) => Promise<R>;
  read: (id: string) => Promise<R>;
  onSaved: (saved: R) => void;
  /** Controls that show what lies below a path as one. */
  whole?: RegExp;
  /** How people call a path. */
  labelOf?: (path: string) => string;
}

interface EntityForm<V extends Record<string, unknown>, R> {
  resource: ResourceForm<V>;
  /** As the server last told it. */
  base: R | null;
  discard: () => void;
  conflict: ReactNode;
}

export function useEntityForm<V extends Record<string, unknown>, R extends { id: string }>(options: Options<V, R>): EntityForm<V, R> {
  const { entity, blank, valuesOf, whole } = options;
  const [base, setBase] = useState(entity);
  const [met, setMet] = useState<{ theirs: R; yours: V } | null>(null);
  const before = base ? valuesOf(base) : blank;
  const resource = useResourceForm<V, R>({
    initial: before,
    save: (values) => (base ? options.replace(base, values) : options.create(values)),
    valuesOf,
    ...(whole && { whole }),
    onConflict: (yours) => void (base && options.read(base.id).then((theirs) => setMet({ theirs, yours }))),
    onSaved: (saved) => {
      setBase(saved);
      options.onSaved(saved);
    },
  });
  const take = (theirs: R, merged: Json) => {
    setBase(theirs);
    resource.reset(valuesOf(theirs));
    resource.form.setValues(merged as V);
    setMet(null);
  };
  return {
    resource,
    base,
    discard: () => resource.reset(before),
    conflict: met && (
      <ConflictDialog
        base={before as Json}
        theirs={valuesOf(met.theirs) as Json}
        yours={met.yours as Json}
        labelOf={options.labelOf ?? ((path) => path)}
        onClose={() => setMet(null)}
        onMerged={(merged) => take(met.theirs, merged)}
      />
    ),
  };
}
