// Rows → CSV that spreadsheets open well.

import type { Session } from "./queries";

type Cell = string | number | boolean | null | undefined;

const COLUMNS: { header: string; of: (session: Session) => Cell }[] = [
  { header: "id", of: (s) => s.id },
  { header: "created_at", of: (s) => s.created_at },
  { header: "agent_id", of: (s) => s.agent_id },
  { header: "agent_name", of: (s) => s.agent_name },
  { header: "agent_version", of: (s) => s.agent_version },
  { header: "channel", of: (s) => s.channel },
  { header: "locale", of: (s) => s.locale },
  { header: "caller", of: (s) => s.caller },
  { header: "called", of: (s) => s.called },
  { header: "status", of: (s) => s.status },
  { header: "end_reason", of: (s) => s.end_reason },
  { header: "end_fault", of: (s) => s.end_fault },
  { header: "duration_s", of: (s) => s.duration_s },
  { header: "turn_count", of: (s) => s.turn_count },
  { header: "tool_call_count", of: (s) => s.tool_call_count },
  { header: "error_count", of: (s) => s.error_count },
  { header: "variables", of: (s) => JSON.stringify(s.variables) },
];

export function csvCell(value: Cell): string {
  let text = value === null || value === undefined ? "" : String(value);
  // A caller's name that begins like a formula must not become one. Numbers stay numbers.
  if (typeof value === "string" && /^[=@\t\r]|^[+-](?!\d+$)/.test(text)) text = `'${text}`;
  return /[",\n\r;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function sessionsCsv(sessions: Session[]): string {
  const rows = sessions.map((session) => COLUMNS.map(({ of }) => csvCell(of(session))).join(","));
  // The mark of UTF-8 lets Excel read Cyrillic.
  return `\uFEFF${[COLUMNS.map(({ header }) => header).join(","), ...rows].join("\r\n")}\r\n`;
}

export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
