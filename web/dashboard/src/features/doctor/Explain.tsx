// One call played through in thought, or really rung from our own gateway.

import { Autocomplete, Button, Group, SimpleGrid, Stack, Text, TextInput, type TextInputProps, Title } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useT } from "../../i18n/language";
import { General } from "../../kit/SaveBar";
import { ProblemAlert } from "../../kit/States";
import { useResourceForm } from "../../kit/useResourceForm";
import { useNumberOptions } from "../numbers/queries";
import { DiagnosisView, LoopView } from "./Findings";
import { type Diagnosis, explain, type Question, ring } from "./queries";
import { doctorWords } from "./words";

const ORDER: Pick<TextInputProps, "inputWrapperOrder"> = { inputWrapperOrder: ["label", "input", "description", "error"] };

export function Explain() {
  const t = useT(doctorWords);
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null);
  const loop = useMutation({ mutationFn: ring, onMutate: () => setDiagnosis(null) });
  const resource = useResourceForm<Question, Diagnosis>({
    initial: { number: "", from_address: "", caller: "" },
    save: (question) => {
      loop.reset();
      setDiagnosis(null);
      return explain(question);
    },
    onSaved: setDiagnosis,
  });
  const { form } = resource;
  const number = form.values.number.trim();
  return (
    <section aria-labelledby="explain">
      <Title order={2} id="explain">
        {t("explainTitle")}
      </Title>
      <Text c="dimmed" mb="md">
        {t("explainText")}
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          resource.submit();
        }}
      >
        <Stack maw={820}>
          <Fields form={form} />
          <Group>
            <Button type="submit" loading={resource.isSaving} disabled={!number}>
              {t("explain")}
            </Button>
            <Button variant="default" loading={loop.isPending} disabled={!number} onClick={() => loop.mutate(number)}>
              {t("ring")}
            </Button>
          </Group>
          <General messages={resource.general} requestId={resource.failure?.requestId ?? null} />
          {loop.error && <ProblemAlert error={loop.error} />}
          {loop.data && <LoopView report={loop.data} />}
          {diagnosis && <DiagnosisView diagnosis={diagnosis} />}
        </Stack>
      </form>
    </section>
  );
}

function Fields({ form }: { form: UseFormReturnType<Question> }) {
  const t = useT(doctorWords);
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} style={{ alignItems: "start" }}>
      <Autocomplete {...ORDER} label={t("number")} placeholder="+" required data={useNumberOptions()} {...form.getInputProps("number")} />
      <TextInput {...ORDER} label={t("source")} description={t("sourceHint")} placeholder={t("optional")} {...form.getInputProps("from_address")} />
      <TextInput {...ORDER} label={t("caller")} placeholder={t("optional")} {...form.getInputProps("caller")} />
    </SimpleGrid>
  );
}
