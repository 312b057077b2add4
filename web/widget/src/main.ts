import { SpeaknodeAgent } from "./element";

if (!customElements.get("speaknode-agent")) customElements.define("speaknode-agent", SpeaknodeAgent);

declare global {
  interface HTMLElementTagNameMap {
    "speaknode-agent": SpeaknodeAgent;
  }
}
