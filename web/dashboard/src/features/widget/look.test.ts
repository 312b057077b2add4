import { expect, test } from "vitest";
import type { Config } from "../agents/model";
import { cssOf, embedCode } from "./look";

const colors = { accent: null, accent_text: null, bg: null, text: null, muted: null, border: null };
const layout = { radius_px: null, width_px: null, height_px: null, offset_x_px: null, offset_y_px: null, z_index: null, font: null };
const look = (part: object) => ({ colors, layout, ...part }) as unknown as Config["widget"];

test("what is set becomes the widget's own CSS variables", () => {
  const css = cssOf(look({ colors: { ...colors, accent_text: "#ffffff" }, layout: { ...layout, radius_px: 0, z_index: 5, font: "Arial" } }));
  expect(css).toBe(
    ["speaknode-agent {", "  --speaknode-accent-text: #ffffff;", "  --speaknode-radius: 0px;", "  --speaknode-font: Arial;", "  --speaknode-z-index: 5;", "}"].join("\n"),
  );
});

test("a look that nobody touched needs no CSS", () => {
  expect(cssOf(look({}))).toBe("");
});

test("the embed code names the agent and where the script is", () => {
  expect(embedCode("https://s.example", "agt_1")).toContain('agent-id="agt_1"');
  expect(embedCode("https://s.example", "agt_1")).toContain("https://s.example/widget/speaknode-widget-loader.js");
});
