// Constructed sheets need no `unsafe-inline`. What is inherited is set on `.root` too: a page's
// `* {…!important}` matches the host element.

import { css } from "lit";

export const styles = css`
  :host {
    all: initial !important;
    display: block !important;
  }
  :host([hidden]) {
    display: none !important;
  }
  * {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  .root {
    --_accent: var(--speaknode-accent, var(--given-accent, #3157d5));
    --_accent-text: var(--speaknode-accent-text, var(--given-accent-text, #fff));
    --_bg: var(--speaknode-bg, var(--given-bg, #fff));
    --_text: var(--speaknode-text, var(--given-text, #17202b));
    --_muted: var(--speaknode-muted, var(--given-muted, #556070));
    --_border: var(--speaknode-border, var(--given-border, #d6dce4));
    --_radius: var(--speaknode-radius, var(--given-radius, 16px));
    --_x: var(--speaknode-offset-x, var(--given-offset-x, 20px));
    --_y: var(--speaknode-offset-y, var(--given-offset-y, 20px));
    --_danger: #b3261e;
    color: var(--_text);
    font: 400 15px/1.45 var(--speaknode-font, var(--given-font, system-ui, sans-serif));
    letter-spacing: normal;
    word-spacing: normal;
    text-align: start;
    text-indent: 0;
    text-transform: none;
    text-shadow: none;
    white-space: normal;
    cursor: auto;
    visibility: visible;
    user-select: auto;
    -webkit-text-size-adjust: 100%;
  }
  .root[data-theme="dark"] {
    --_accent: var(--speaknode-accent, var(--given-accent, #9db2ff));
    --_accent-text: var(--speaknode-accent-text, var(--given-accent-text, #10173a));
    --_bg: var(--speaknode-bg, var(--given-bg, #171b22));
    --_text: var(--speaknode-text, var(--given-text, #eef1f5));
    --_muted: var(--speaknode-muted, var(--given-muted, #a9b4c2));
    --_border: var(--speaknode-border, var(--given-border, #363f4c));
    --_danger: #ff8a80;
    color-scheme: dark;
  }
  .float {
    position: fixed;
    z-index: var(--speaknode-z-index, var(--given-z-index, 2147483000));
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    gap: 12px;
    inset: auto max(var(--_x), env(safe-area-inset-right)) max(var(--_y), env(safe-area-inset-bottom)) auto;
  }
  .float[data-placement$="left"] {
    align-items: flex-start;
    inset-inline: auto;
    right: auto;
    left: max(var(--_x), env(safe-area-inset-left));
  }
  .float[data-placement^="top"] {
    flex-direction: column-reverse;
    bottom: auto;
    top: max(var(--_y), env(safe-area-inset-top));
  }
  button,
  input,
  select {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
    margin: 0;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 44px;
    padding: 8px 16px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.75);
    background: transparent;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    background: color-mix(in srgb, var(--_text) 7%, transparent);
  }
  button:disabled {
    opacity: 0.6;
    cursor: default;
  }
  .primary,
  .primary:hover:not(:disabled) {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_accent-text);
    font-weight: 600;
  }
  .primary:hover:not(:disabled) {
    filter: brightness(1.08);
  }
  .toggle[aria-pressed="true"] {
    background: color-mix(in srgb, var(--_text) 14%, transparent);
    border-color: var(--_text);
  }
  .icon {
    width: 44px;
    padding: 0;
    flex: none;
  }
  .danger {
    color: var(--_danger);
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  .launcher {
    min-height: 52px;
    padding: 12px 20px;
    border-radius: 999px;
    box-shadow: 0 4px 18px rgb(0 0 0 / 25%);
  }
  .dot {
    width: 10px;
    height: 10px;
    border-radius: 50%;
    background: currentColor;
    animation: pulse 1.6s ease-in-out infinite;
  }
  @keyframes pulse {
    50% {
      opacity: 0.3;
    }
  }
  .panel {
    display: flex;
    flex-direction: column;
    width: var(--speaknode-width, var(--given-width, 380px));
    height: var(--speaknode-height, var(--given-height, 560px));
    max-width: 100%;
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_bg);
    color: var(--_text);
  }
  .float .panel {
    max-width: calc(100vw - 2 * var(--_x));
    max-height: calc(100vh - 2 * var(--_y) - 70px);
    max-height: calc(100dvh - 2 * var(--_y) - 70px);
    box-shadow: 0 8px 36px rgb(0 0 0 / 28%);
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 12px 8px 12px 16px;
    border-bottom: 1px solid var(--_border);
  }
  header div {
    flex: 1;
    min-width: 0;
  }
  h2 {
    margin: 0;
    font-size: 17px;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  header .icon {
    border-color: transparent;
  }
  .status {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
    color: var(--_muted);
    font-size: 14px;
  }
  .log {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    padding: 16px;
    outline-offset: -3px;
  }
  ol {
    display: flex;
    flex-direction: column;
    gap: 10px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .message {
    max-width: 85%;
    align-self: flex-start;
    padding: 8px 12px;
    border-radius: calc(var(--_radius) * 0.75);
    background: color-mix(in srgb, var(--_text) 8%, var(--_bg));
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .message[data-role="user"] {
    align-self: flex-end;
    background: var(--_accent);
    color: var(--_accent-text);
  }
  .message[data-final="false"] {
    font-style: italic;
  }
  .message a {
    color: inherit;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .box {
    display: flex;
    flex-direction: column;
    gap: 10px;
    padding: 16px;
    border-top: 1px solid var(--_border);
  }
  .box:empty {
    display: none;
  }
  .box p,
  .box h3 {
    margin: 0;
  }
  .box h3 {
    font-size: 16px;
  }
  .consent {
    flex: 1;
    overflow-y: auto;
    border-top: 0;
  }
  .words {
    margin: 0;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .notice {
    border-inline-start: 3px solid var(--_danger);
    padding-inline-start: 10px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .row > .grow {
    flex: 1 1 auto;
    min-width: 0;
  }
  .meter {
    height: 6px;
    border-radius: 3px;
    overflow: hidden;
    background: color-mix(in srgb, var(--_text) 14%, transparent);
  }
  .meter span {
    display: block;
    height: 100%;
    background: var(--_accent);
    transform: scaleX(var(--level, 0));
    transform-origin: left;
  }
  input,
  select {
    min-height: 44px;
    padding: 8px 12px;
    border: 1px solid var(--_muted);
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_bg);
    width: 100%;
  }
  form {
    display: flex;
    gap: 8px;
    padding: 12px;
    border-top: 1px solid var(--_border);
  }
  @media (max-width: 480px) {
    .float[data-open] {
      inset: 0;
      gap: 0;
    }
    .float[data-open] .panel {
      width: 100%;
      height: 100%;
      max-width: none;
      max-height: none;
      border: 0;
      border-radius: 0;
    }
    .float[data-open] .launcher {
      display: none;
    }
    input {
      font-size: 16px; /* less makes a phone zoom in */
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dot {
      animation: none;
    }
  }
`;
