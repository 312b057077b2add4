// <speaknode-agent>: attributes, properties, methods and events of a page's agent.

import { listMicrophones } from "@speaknode/voice";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { PublicApi } from "./api";
import { complete, languageOf, localeOf, type PageConfig, type PublicAgent, type StartMode, type Variables } from "./config";
import { Conversation, type ConversationHost, type WidgetState } from "./conversation";
import { takeLeft, type Left } from "./memory";
import { styles } from "./styles";
import { paint } from "./theme";
import { variablesOfUrl } from "./variables";
import { launcher, panel, type View } from "./view";
import { wordsFor } from "./words";

const HOME = new URL(import.meta.url).origin;
const RETRY_MS = 5_000;
const MAX_RETRIES = 5;
const PLACES = ["bottom-right", "bottom-left", "top-right", "top-left", "inline"];

export class SpeaknodeAgent extends LitElement {
  static override styles = styles;
  static override properties = {
    agentId: { attribute: "agent-id" },
    agentToken: { attribute: "agent-token" },
    language: {},
    initialized: { type: Boolean },
    mode: {},
    theme: {},
    placement: {},
    serverUrl: { attribute: "server-url" },
    variables: { type: Object },
    isOpen: { type: Boolean, attribute: "open", reflect: true },
  };

  declare agentId: string | null;
  declare agentToken: string | null;
  declare language: string | null;
  /** The page configures it: nothing is read until `config` is set. */
  declare initialized: boolean;
  declare mode: "voice" | "text" | "both" | null;
  declare theme: "light" | "dark" | "auto" | null;
  declare placement: string | null;
  declare serverUrl: string | null;
  /** Win over those of the page's address. */
  declare variables: Variables | null;
  declare isOpen: boolean;

  #agent: PublicAgent | null = null;
  #given: PageConfig | null = null;
  #failure: string | null = null;
  #left: Left | null = null;
  #devices: MediaDeviceInfo[] = [];
  #announced = "";
  #hadFocus = false;
  #shown: WidgetState = "idle";
  #loading = 0;
  #retries = 0;
  #stop: AbortController | null = null;
  readonly #conversation = new Conversation(this.#host());

  get state(): WidgetState {
    return this.#conversation.state;
  }

  get config(): PageConfig | null {
    return this.#given;
  }

  set config(config: PageConfig | null) {
    this.#given = config;
    if (this.isConnected) void this.#load();
  }

  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.#tell("open", {});
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#panel")?.focus());
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#tell("close", {});
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".launcher")?.focus());
  }

  /** In the page's own click, for the microphone's sake. */
  start({ mode }: { mode?: StartMode } = {}): void {
    if (!this.#agent) return;
    this.open();
    this.#left = null;
    this.#conversation.start(mode ?? (this.#modes().voice ? "voice" : "text"));
  }

  end(): Promise<void> {
    return this.#conversation.end();
  }

  mute(muted: boolean): Promise<void> {
    return this.#conversation.mute(muted);
  }

  sendMessage(text: string): Promise<void> {
    return this.#conversation.send(text);
  }

  sendContext(text: string): Promise<void> {
    return this.#conversation.sendContext(text);
  }

  setVariables(variables: Variables): void {
    this.variables = { ...this.variables, ...variables };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    addEventListener("pagehide", () => this.#conversation.leave(), { signal });
    addEventListener("online", () => void (this.#failure && this.#load()), { signal });
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#listDevices(), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.requestUpdate(), { signal });
    this.addEventListener("keydown", (event) => this.#onKey(event), { signal });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.abort();
    // Only moved elsewhere in the page? Then it is back by now.
    queueMicrotask(() => void (this.isConnected || this.#conversation.end()));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.matches(":focus-within");
    if (changed.has("agentId") || changed.has("serverUrl") || changed.has("initialized")) void this.#load();
  }

  protected override updated(): void {
    const root = this.renderRoot.querySelector<HTMLElement>(".root");
    if (root && this.#agent) paint(root, this.#agent.widget, this.#isDark());
    this.#keepUp();
  }

  protected override render(): TemplateResult | typeof nothing {
    const language = languageOf(this.#locale());
    const isInline = this.#placement() === "inline";
    const shown = this.#agent ? this.#view(isInline) : null;
    // A visitor is not shown a button that can do nothing; a page made for the agent says why.
    if (!shown && !(isInline && this.#failure)) return nothing;
    return html`<div
      class="root ${isInline ? "" : "float"}"
      lang=${language}
      dir="ltr"
      data-theme=${this.#isDark() ? "dark" : "light"}
      data-placement=${this.#placement()}
      ?data-open=${this.isOpen}
    >
      ${shown ? [panel(shown), isInline ? nothing : launcher(shown)] : html`<p role="alert">${wordsFor(null, this.#locale()).unavailable}</p>`}
    </div>`;
  }

  #view(isInline: boolean): View {
    const conversation = this.#conversation;
    return {
      conversation,
      words: wordsFor(this.#agent, this.#locale()),
      modes: this.#modes(),
      isInline,
      isOpen: isInline || this.isOpen,
      canReturn: this.#left !== null,
      devices: this.#devices,
      announced: this.#announced,
      on: {
        toggle: () => (this.isOpen ? this.close() : this.open()),
        hover: () => conversation.preload(),
        voice: () => this.start({ mode: "voice" }),
        text: () => this.start({ mode: "text" }),
        again: () => this.start({ mode: conversation.mode }),
        comeBack: () => this.#comeBack(),
        send: (event) => this.#onSend(event),
        device: (event) => void conversation.useMicrophone((event.target as HTMLSelectElement).value),
      },
    };
  }

  #host(): ConversationHost {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- getters of the host read the element
    const element = this;
    return {
      get agent() {
        return element.#agent as PublicAgent;
      },
      get api() {
        return element.#api();
      },
      get token() {
        return element.agentToken;
      },
      get locale() {
        return element.#locale();
      },
      variables: () => ({
        ...variablesOfUrl(location.search, element.#agent?.variables ?? []),
        ...element.variables,
      }),
      reload: () => element.#load(),
      changed: () => element.#changed(),
      tell: (name, detail, cancelable) => element.#tell(name, detail, cancelable),
    };
  }

  #api(): PublicApi {
    return new PublicApi(this.serverUrl || HOME, this.agentId ?? "");
  }

  async #load(): Promise<void> {
    if (!this.agentId && !this.#given) return;
    if (this.initialized && !this.#given) return;
    const turn = ++this.#loading;
    try {
      const given = this.#given ?? (await this.#api().agent());
      if (turn !== this.#loading) return;
      this.#agent = complete(given, this.agentId ?? given.id ?? "");
      this.#failure = null;
      this.#left ??= this.#conversation.isLive ? null : takeLeft(this.#agent.id);
      if (this.#agent.widget.is_open || this.#left) this.isOpen = true;
      this.#tell("ready", { agent: this.#agent });
    } catch (error) {
      const { detail, code, message } = error as { detail?: string; code: string; message: string };
      this.#failure = detail ?? code;
      console.warn(`speaknode-agent: ${this.#failure}: ${message}`);
      this.#tell("error", { code: this.#failure, message });
      if (code === "unreachable") this.#retry();
    }
    this.requestUpdate();
  }

  #retry(): void {
    if (this.#retries++ >= MAX_RETRIES) return;
    setTimeout(() => void (this.isConnected && this.#failure && this.#load()), RETRY_MS);
  }

  #comeBack(): void {
    const left = this.#left;
    this.#left = null;
    if (left) this.#conversation.comeBack(left);
  }

  #changed(): void {
    const { messages, mode, permission } = this.#conversation;
    const last = messages.at(-1);
    // A voice is heard already; written words have to be read out.
    if (mode === "text" && last?.role === "agent" && last.final) this.#announced = last.text;
    if (permission === "granted" && this.#devices.length === 0) void this.#listDevices();
    this.requestUpdate();
  }

  async #listDevices(): Promise<void> {
    this.#devices = await listMicrophones();
    this.requestUpdate();
  }

  #onSend(event: SubmitEvent): void {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).elements.namedItem("text") as HTMLInputElement;
    void this.sendMessage(input.value);
    input.value = "";
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.isOpen && this.#placement() !== "inline") this.close();
  }

  /** After a change: the newest line in sight, the focus not lost, the meter moving. */
  #keepUp(): void {
    const log = this.renderRoot.querySelector(".log");
    if (log) log.scrollTop = log.scrollHeight;
    this.#keepFocus();
    const meter = this.renderRoot.querySelector<HTMLElement>("#meter");
    if (meter && !meter.dataset["moving"]) this.#move(meter);
  }

  /** What had the focus may be gone with the state before: it goes to what comes next. */
  #keepFocus(): void {
    const { state } = this.#conversation;
    const focused = this.shadowRoot?.activeElement;
    const isLost = this.#hadFocus && (!focused || (focused.id === "panel" && state !== this.#shown));
    const next = this.renderRoot.querySelector<HTMLElement>("[data-focus]:not(:disabled)");
    if (isLost) (next ?? this.renderRoot.querySelector<HTMLElement>("#panel"))?.focus();
    this.#shown = state;
  }

  #move(meter: HTMLElement): void {
    meter.dataset["moving"] = "true";
    const step = (): void => {
      if (!meter.isConnected) return;
      meter.style.setProperty("--level", this.#conversation.level.toFixed(2));
      requestAnimationFrame(step);
    };
    step();
  }

  #modes(): { voice: boolean; text: boolean } {
    const mode = this.mode ?? this.#agent?.widget.mode ?? "both";
    return { voice: mode !== "text", text: mode !== "voice" };
  }

  #locale(): string {
    if (this.#agent) return localeOf(this.#agent, this.language);
    return this.language ?? navigator.language;
  }

  #placement(): string {
    const wanted = this.placement ?? this.#agent?.widget.placement ?? "";
    return PLACES.includes(wanted) ? wanted : "bottom-right";
  }

  #isDark(): boolean {
    const theme = this.theme ?? this.#agent?.widget.theme ?? "auto";
    return theme === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
  }

  #tell(name: string, detail: object, cancelable = false): boolean {
    return this.dispatchEvent(
      new CustomEvent(`speaknode:${name}`, { detail, cancelable, bubbles: true, composed: true }),
    );
  }
}
