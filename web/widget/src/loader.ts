// The script that a page embeds: brings the element, once, from where it came itself.

const own = document.currentScript as HTMLScriptElement | null;
if (own && !customElements.get("speaknode-agent")) {
  const script = document.createElement("script");
  script.type = "module";
  script.src = new URL("speaknode-widget.js", own.src).href;
  if (own.nonce) script.nonce = own.nonce;
  document.head.append(script);
}
