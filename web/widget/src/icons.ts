import { svg, type TemplateResult } from "lit";

const icon = (path: string): TemplateResult =>
  svg`<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d=${path}></path></svg>`;

export const talk = icon("M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5zM9 10v4M13 8v8M17 11v2");
export const cross = icon("M6 6l12 12M18 6L6 18");
export const microphone = icon("M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 11a7 7 0 0 0 14 0M12 18v3");
export const microphoneOff = icon("M9 9v3a3 3 0 0 0 5 2M15 10V6a3 3 0 0 0-6-.6M5 11a7 7 0 0 0 11 5.7M19 11v1M12 18v3M4 4l16 16");
export const arrow = icon("M5 12h14M13 6l6 6-6 6");
