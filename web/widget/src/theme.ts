// The published look, as CSS variables that the page's own `--speaknode-…` win over.

import type { WidgetSettings } from "./config";

const COLORS = ["accent", "accent_text", "bg", "text", "muted", "border"] as const;
const LENGTHS = ["radius", "width", "height", "offset_x", "offset_y"] as const;

export function paint(root: HTMLElement, widget: WidgetSettings, isDark: boolean): void {
  const colors = isDark ? widget.dark_colors : widget.colors;
  for (const name of COLORS) give(root, name, colors[name]);
  for (const name of LENGTHS) {
    const px = widget.layout[`${name}_px`];
    give(root, name, px == null ? null : `${px}px`);
  }
  give(root, "z_index", widget.layout.z_index);
  give(root, "font", widget.layout.font);
}

/** By the object model: a `style` attribute would need `unsafe-inline`. */
function give(root: HTMLElement, name: string, value: string | number | null | undefined): void {
  const variable = `--given-${name.replaceAll("_", "-")}`;
  if (value == null) root.style.removeProperty(variable);
  else root.style.setProperty(variable, String(value));
}
