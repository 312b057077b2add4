import { Fieldset, Group, NumberInput, Select, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useT } from "../../i18n/language";
import { ConfirmButton } from "../../kit/Confirm";
import { JsonField } from "../../kit/JsonField";
import { PageHeader } from "../../kit/PageHeader";
import { SaveBar } from "../../kit/SaveBar";
import { useEntityForm } from "../../kit/useEntityForm";
import { kitWords } from "../../kit/words";
import { createTool, deleteTool, getTool, replaceTool, type Tool, type ToolInput } from "./queries";
import { json, RequestParts } from "./RequestParts";
import { Speech } from "./Speech";
import { Trial } from "./Trial";
import { toolWords } from "./words";

const METHODS = ["GET", "POST", "PUT", "DELETE"];
const EXAMPLE = '{"type": "object", "properties": {"city": {"type": "string"}}}';
const STATE: readonly string[] = ["id", "space_id", "created_at", "updated_at", "revision"];

const BLANK = {
  type: "webhook",
  code: "",
  description: "",
  method: "GET",
  url: "",
  headers: {},
  query: {},
  body: null,
  parameters: {},
  path_parameters: null,
  query_parameters: null,
  header_parameters: null,
  body_parameters: null,
  secrets: [],
  retry: { attempts: 1, backoff_ms: 300, on_statuses: [429, 502, 503, 504], honours_idempotency_key: false },
  response_mapping: {},
  timeout_ms: 10_000,
  max_response_bytes: 65_536,
  pre_speech: null,
  progress_speech: [],
  on_error_speech: null,
  locales: {},
} as ToolInput;

function inputOf(tool: Tool): ToolInput {
  return Object.fromEntries(Object.entries(tool).filter(([name]) => !STATE.includes(name))) as ToolInput;
}

/** The server takes a text as a body, too: what was to be JSON and is none yet would be saved as it stands. */
function checked(values: ToolInput, why: string): ToolInput {
  if (typeof values.body === "string" && !/^{{?\w+}?}$/.test(values.body)) throw new Error(why);
  return values;
}

export function ToolForm({ tool }: { tool: Tool | null }) {
  const t = useT(toolWords);
  const k = useT(kitWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { resource, base, discard, conflict } = useEntityForm<ToolInput, Tool>({
    entity: tool,
    blank: BLANK,
    valuesOf: inputOf,
    create: (values) => createTool(checked(values, t("bodyNotJson"))),
    replace: (before, values) => replaceTool(before, checked(values, t("bodyNotJson"))),
    read: getTool,
    whole: /^(parameters|headers|query|body|response_mapping|\w+_parameters)\./,
    onSaved: (saved) => {
      client.setQueryData(["tool", saved.id], saved);
      void client.invalidateQueries({ queryKey: ["tools"] });
      if (!tool) void navigate({ to: "/tools/$toolId", params: { toolId: saved.id }, replace: true, ignoreBlocker: true });
    },
  });
  const { form } = resource;
  const remove = async () => {
    if (!base) return;
    await deleteTool(base.id);
    void client.invalidateQueries({ queryKey: ["tools"] });
    await navigate({ to: "/tools", ignoreBlocker: true });
  };
  const actions = base && (
    <ConfirmButton label={k("delete")} title={t("deleteTitle")} text={t("deleteText")} confirm={k("delete")} onConfirm={() => void remove()} />
  );
  return (
    <>
      <PageHeader title={base?.code ?? t("new")} actions={actions} />
      <Stack maw={820}>
        <TextInput label={t("code")} description={t("codeHint")} required {...form.getInputProps("code")} />
        <Textarea label={t("description")} description={t("descriptionHint")} autosize minRows={2} required {...form.getInputProps("description")} />
        <Fieldset legend={t("request")}>
          <Stack>
            <Group align="flex-start" wrap="nowrap">
              <Select w={120} label={t("method")} allowDeselect={false} data={METHODS} {...form.getInputProps("method")} />
              <TextInput flex={1} label={t("url")} placeholder="https://" required {...form.getInputProps("url")} />
            </Group>
            <JsonField label={t("parameters")} description={t("parametersHint", { example: EXAMPLE })} {...json(form, "parameters")} />
            <JsonField label={t("headers")} {...json(form, "headers")} />
            <RequestParts form={form} />
          </Stack>
        </Fieldset>
        <Fieldset legend={t("speech")}>
          <Stack>
            <Speech form={form} />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <NumberInput label={t("timeout")} suffix={` ${k("ms")}`} thousandSeparator=" " step={500} {...form.getInputProps("timeout_ms")} />
              <NumberInput label={t("size")} suffix={` ${k("bytes")}`} thousandSeparator=" " step={1024} {...form.getInputProps("max_response_bytes")} />
            </SimpleGrid>
          </Stack>
        </Fieldset>
        {base && <Trial key={base.revision} tool={base} isDirty={resource.isDirty} />}
        <SaveBar resource={resource} onDiscard={discard} />
      </Stack>
      {conflict}
    </>
  );
}
