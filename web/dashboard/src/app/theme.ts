// Colours with enough contrast for WCAG AA in both schemes; everything else is Mantine's default.

import { type CSSVariablesResolver, createTheme } from "@mantine/core";

/** Words that Mantine's own buttons need: they have only a picture. */
export const themeFor = (close: string) =>
  createTheme({
    primaryColor: "indigo",
    primaryShade: { light: 7, dark: 7 },
    defaultRadius: "md",
    fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
    fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
    headings: { fontWeight: "650", sizes: { h1: { fontSize: "1.5rem" }, h2: { fontSize: "1.125rem" } } },
    cursorType: "pointer",
    // By name: importing a component for its defaults would put it into the first route.
    components: {
      CloseButton: { defaultProps: { "aria-label": close } },
      ModalCloseButton: { defaultProps: { "aria-label": close } },
      DrawerCloseButton: { defaultProps: { "aria-label": close } },
      Fieldset: { styles: { legend: { fontWeight: 600, paddingInline: 6 } } },
      Badge: { defaultProps: { variant: "dot", tt: "none", fw: 500 }, styles: { root: { overflow: "visible", flexShrink: 0 }, label: { overflow: "visible" } } },
      Table: { defaultProps: { verticalSpacing: "sm", highlightOnHover: true } },
      Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    },
  });

/** Mantine's own dimmed, placeholder and light-variant colours miss 4.5 : 1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-placeholder": "#6a7178",
    "--mantine-color-error": "#c92a2a",
    "--mantine-color-anchor": "#3b5bdb",
    "--mantine-color-indigo-light-color": "#364fc7",
    "--mantine-color-red-light-color": "#b02525",
    "--mantine-color-orange-light-color": "#a83a00",
    "--mantine-color-yellow-light-color": "#7a4d00",
    "--mantine-color-green-light-color": "#1b6e2e",
    "--sn-lane-caller": "#0b7285",
    "--sn-lane-agent": "#3b5bdb",
    "--sn-surface": "#f8f9fa",
  },
  dark: {
    "--mantine-color-dimmed": "#a3a9b0",
    "--mantine-color-placeholder": "#8e959c",
    "--mantine-color-error": "#ff8787",
    "--mantine-color-anchor": "#91a7ff",
    "--mantine-color-indigo-light-color": "#bac8ff",
    "--mantine-color-red-light-color": "#ffa8a8",
    "--mantine-color-orange-light-color": "#ffc078",
    "--mantine-color-yellow-light-color": "#ffe066",
    "--mantine-color-green-light-color": "#8ce99a",
    "--sn-lane-caller": "#3bc9db",
    "--sn-lane-agent": "#91a7ff",
    "--sn-surface": "#1f1f1f",
  },
});
