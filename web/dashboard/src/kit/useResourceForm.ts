// A form over one resource: dirty state, save, and the server's errors on their fields.

import { useForm, type UseFormReturnType } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, fieldErrors } from "../api/problem";
import { useT } from "../i18n/language";
import { get, same } from "./diff";
import { kitWords } from "./words";

interface Options<V, R> {
  initial: V;
  save: (values: V) => Promise<R>;
  onSaved?: (result: R) => void;
  /** The saved resource as form values: becomes the new clean state. */
  valuesOf?: (result: R) => V;
  /** Called on 412 instead of showing the error. */
  onConflict?: (values: V) => void;
  /** Paths that one control shows whole, e.g. a JSON field. */
  whole?: RegExp;
}

export interface ResourceForm<V> {
  form: UseFormReturnType<V>;
  isDirty: boolean;
  isSaving: boolean;
  failure: ApiError | null;
  general: string[];
  submit: () => void;
  reset: (values: V) => void;
}

// The rule of @mantine/form: values are an object.
export function useResourceForm<V extends Record<string, unknown>, R>(options: Options<V, R>): ResourceForm<V> {
  const t = useT(kitWords);
  const form = useForm<V>({ mode: "controlled", initialValues: options.initial });
  const [clean, setClean] = useState(options.initial);
  const [general, setGeneral] = useState<string[]>([]);

  const reset = (values: V) => {
    form.setValues(values);
    form.clearErrors();
    setClean(values);
    setGeneral([]);
  };
  const mutation = useMutation<R, Error, V>({
    mutationFn: options.save,
    onMutate: () => {
      form.clearErrors();
      setGeneral([]);
    },
    onSuccess: (result) => {
      if (options.valuesOf) reset(options.valuesOf(result));
      if (options.valuesOf) notifications.show({ message: t("saved"), color: "green", autoClose: 2500 });
      options.onSaved?.(result);
    },
    onError: (error, values) => {
      if (!(error instanceof ApiError)) return setGeneral([error.message]);
      if (error.status === 412 && options.onConflict) return options.onConflict(values);
      const shows = (path: string) => get(values, path) !== undefined && !options.whole?.test(path);
      const sorted = fieldErrors(error, shows);
      form.setErrors(sorted.fields);
      setGeneral(error.isOffline ? [t("offline")] : sorted.general);
    },
  });
  return {
    form,
    isDirty: !same(clean, form.values),
    isSaving: mutation.isPending,
    failure: mutation.error instanceof ApiError ? mutation.error : null,
    general,
    submit: () => mutation.mutate(form.values),
    reset,
  };
}
