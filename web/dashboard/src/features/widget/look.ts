// The look of the widget as the CSS variables that a page may set itself.

import type { Config } from "../agents/model";

type Widget = Config["widget"];

export const COLORS = ["accent", "accent_text", "bg", "text", "muted", "border"] as const;
export const LENGTHS = ["radius_px", "width_px", "height_px", "offset_x_px", "offset_y_px"] as const;

export function cssOf({ colors, layout }: Widget): string {
  const values: [string, string | number | null][] = [
    ...COLORS.map((name): [string, string | null] => [name, colors[name]]),
    ...LENGTHS.map((name): [string, string | null] => [name.replace(/_px$/, ""), layout[name] === null ? null : `${layout[name]}px`]),
    ["font", layout.font],
    ["z-index", layout.z_index],
  ];
  const lines = values.filter(([, value]) => value !== null).map(([name, value]) => `  --speaknode-${name.replaceAll("_", "-")}: ${value};`);
  return lines.length ? ["speaknode-agent {", ...lines, "}"].join("\n") : "";
}

export function embedCode(origin: string, agentId: string): string {
  return [
    `<speaknode-agent agent-id="${agentId}"></speaknode-agent>`,
    `<script src="${origin}/widget/speaknode-widget-loader.js"></script>`,
  ].join("\n");
}
