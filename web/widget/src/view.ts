// What the element shows, as functions of what it is.

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Conversation, WidgetState } from "./conversation";
import { arrow, cross, microphone, microphoneOff, talk } from "./icons";
import { withLinks } from "./links";
import { reasonIn, type Words } from "./words";

export interface View {
  conversation: Conversation;
  words: Words;
  modes: { voice: boolean; text: boolean };
  isInline: boolean;
  isOpen: boolean;
  canReturn: boolean;
  devices: MediaDeviceInfo[];
  announced: string;
  on: {
    toggle(): void;
    hover(): void;
    voice(): void;
    text(): void;
    again(): void;
    comeBack(): void;
    send(event: SubmitEvent): void;
    device(event: Event): void;
  };
}

export function statusOf(state: WidgetState, muted: boolean, words: Words): string {
  if (muted && state === "listening") return words.micMuted;
  if (state === "consent") return words.consentState;
  return state === "mic-blocked" ? words.micBlocked : words[state];
}

export function launcher({ conversation, words, isOpen, on }: View): TemplateResult {
  const label = isOpen ? words.close : conversation.isLive ? statusOf(conversation.state, false, words) : words.launcher;
  return html`<button
    class="launcher primary"
    part="launcher"
    type="button"
    aria-expanded=${isOpen}
    aria-controls="panel"
    @click=${on.toggle}
    @pointerenter=${on.hover}
    @focus=${on.hover}
  >
    ${isOpen ? cross : conversation.isLive ? html`<span class="dot"></span>` : talk} ${label}
  </button>`;
}

export function panel(view: View): TemplateResult {
  const { conversation, words, isInline, isOpen, on } = view;
  const { state, muted } = conversation;
  return html`<section
    id="panel"
    class="panel"
    part="panel"
    role=${isInline ? "region" : "dialog"}
    aria-labelledby="title"
    tabindex="-1"
    ?hidden=${!isOpen}
  >
    <header part="header">
      <div>
        <h2 id="title">${words.title}</h2>
        <p class="status" role="status" data-state=${state}>
          ${conversation.isLive ? html`<span class="dot"></span>` : nothing}
          <span>${statusOf(state, muted, words)}</span>
        </p>
      </div>
      ${isInline
        ? nothing
        : html`<button class="icon" type="button" aria-label=${words.close} @click=${on.toggle}>${cross}</button>`}
    </header>
    ${state === "consent" ? consent(view) : [transcript(view), actions(view)]}
    <p class="unseen" aria-live="polite">${view.announced}</p>
  </section>`;
}

function consent({ conversation, words }: View): TemplateResult {
  return html`<div class="box consent">
    <h3>${words.consentTitle}</h3>
    <p class="words">${words.consent}</p>
    <div class="row">
      <button class="primary" type="button" data-focus @click=${() => conversation.accept()}>${words.accept}</button>
      <button type="button" @click=${() => conversation.decline()}>${words.decline}</button>
    </div>
  </div>`;
}

function transcript({ conversation, words }: View): TemplateResult {
  const { messages, state } = conversation;
  return html`<div class="log" part="transcript" role="log" aria-live="off" aria-label=${words.transcript} tabindex="0">
    ${messages.length === 0 && state === "idle" ? html`<p class="words">${words.subtitle}</p>` : nothing}
    <ol>
      ${repeat(
        messages,
        ({ id }) => id,
        ({ role, text, final }) =>
          html`<li class="message" part="message" data-role=${role} data-final=${final}
            ><span class="unseen">${role === "user" ? words.you : words.agent}: </span>${withLinks(text)}</li
          >`,
      )}
    </ol>
  </div>`;
}

function actions(view: View): TemplateResult {
  return html`${view.conversation.isLive ? running(view) : resting(view)}`;
}

function running(view: View): TemplateResult {
  const { conversation, words, modes, on } = view;
  const { mode, permission, muted, soundBlocked, state } = conversation;
  const speaks = mode === "voice" && permission === "granted";
  return html`<div class="box" part="controls">
      ${soundBlocked
        ? html`<button type="button" class="primary" @click=${() => conversation.enableSound()}>${words.enableSound}</button>`
        : nothing}
      ${permission === "lost" ? html`<p class="notice" role="alert">${words.micLost}</p>` : nothing}
      ${speaks ? html`<div class="meter" aria-hidden="true"><span id="meter"></span></div>` : nothing}
      ${speaks && view.devices.length > 1 ? devicePicker(view) : nothing}
      <div class="row">
        ${speaks
          ? html`<button type="button" class="grow toggle" aria-pressed=${muted} @click=${() => conversation.mute(!muted)}>
              ${muted ? microphoneOff : microphone} ${words.mute}
            </button>`
          : nothing}
        <button type="button" class="danger grow" @click=${() => conversation.end()}>${words.end}</button>
      </div>
    </div>
    ${modes.text || mode === "text"
      ? html`<form @submit=${on.send}>
          <input
            part="input"
            name="text"
            maxlength="2000"
            autocomplete="off"
            ?data-focus=${mode === "text"}
            aria-label=${words.placeholder}
            placeholder=${words.placeholder}
            ?disabled=${state === "connecting" || state === "reconnecting"}
          />
          <button class="icon primary" type="submit" aria-label=${words.send}>${arrow}</button>
        </form>`
      : nothing}`;
}

function devicePicker({ conversation, words, devices, on }: View): TemplateResult {
  return html`<select aria-label=${words.microphone} @change=${on.device}>
    ${devices.map(
      ({ deviceId, label }) =>
        html`<option value=${deviceId} ?selected=${deviceId === conversation.deviceId}>${label || words.microphone}</option>`,
    )}
  </select>`;
}

function resting(view: View): TemplateResult {
  const { conversation, words, modes, canReturn, on } = view;
  const { state, failure } = conversation;
  const stuck = state === "error" || state === "mic-blocked";
  const again = stuck
    ? html`<button class="primary" type="button" data-focus @click=${on.again}>${words.again}</button>
        ${modes.text && conversation.mode === "voice"
          ? html`<button type="button" @click=${on.text}>${words.continueInText}</button>`
          : nothing}`
    : starts(view);
  return html`<div class="box" part="controls">
    ${notice(conversation, words, failure)}
    ${canReturn ? html`<button class="primary" type="button" @click=${on.comeBack}>${words.comeBack}</button>` : nothing}
    <div class="row">${again}</div>
  </div>`;
}

function starts({ modes, words, canReturn, on }: View): TemplateResult {
  const first = canReturn ? "" : "primary";
  return html`${modes.voice
    ? html`<button class="grow ${first}" type="button" data-focus @click=${on.voice} @pointerenter=${on.hover} @focus=${on.hover}>
        ${microphone} ${words.startVoice}
      </button>`
    : nothing}
  ${modes.text
    ? html`<button class="grow ${modes.voice ? "" : first}" type="button" data-focus @click=${on.text} @pointerenter=${on.hover} @focus=${on.hover}>
        ${modes.voice ? words.startText : words.startTextOnly}
      </button>`
    : nothing}`;
}

function notice(conversation: Conversation, words: Words, failure: Conversation["failure"]): TemplateResult | typeof nothing {
  if (conversation.state === "mic-blocked") {
    const why = { denied: words.micDenied, insecure: words.micInsecure, lost: words.micLost } as Record<string, string>;
    return html`<p class="notice" role="alert">${why[conversation.permission] ?? words.micAbsent}</p>`;
  }
  if (!failure) return nothing;
  return html`<p class="notice" role="alert">${reasonIn(words, failure.code, failure.detail)}</p>`;
}
