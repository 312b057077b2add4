// What visitors download, against the budgets: `npm run sizes` after `npm run build`.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const DIST = new URL("dist/", import.meta.url);
const gzipped = (path) => gzipSync(readFileSync(new URL(path, DIST)), { level: 9 }).length;

function widget() {
  const names = readdirSync(new URL("widget/", DIST)).filter((name) => name.endsWith(".js") && name !== "page.js");
  const chunks = names.filter((name) => !name.startsWith("speaknode-"));
  return [
    ["widget loader", ["widget/speaknode-widget-loader.js"], 1_000],
    ["widget shell", ["widget/speaknode-widget.js"], 25_000],
    ["session chunk", chunks.map((name) => `widget/${name}`), 145_000],
  ];
}

/** Everything that the first route loads before it can be used: the entry, the home screen, and what they import. */
const FIRST_ROUTE = ["index.html", "src/features/home/Home.tsx"];


function dashboard() {
  const manifest = JSON.parse(readFileSync(new URL("dashboard/.vite/manifest.json", DIST), "utf8"));
  const files = new Set();
  const visit = (key) => {
    if (files.has(manifest[key].file)) return;
    files.add(manifest[key].file);
    manifest[key].imports?.forEach(visit);
  };
  Object.keys(manifest)
    .filter((key) => FIRST_ROUTE.includes(key))
    .forEach(visit);
  return [["dashboard first route", [...files].map((file) => `dashboard/${file}`), 200_000]];
}

const parts = [...widget(), ...(existsSync(new URL("dashboard/.vite/manifest.json", DIST)) ? dashboard() : [])];
let isTooMuch = false;
for (const [name, files, budget] of parts) {
  const bytes = files.reduce((sum, file) => sum + gzipped(file), 0);
  isTooMuch ||= bytes > budget;
  console.log(`${bytes > budget ? "TOO MUCH" : "ok      "} ${name.padEnd(22)} ${bytes} of ${budget} bytes gzipped`);
}
process.exitCode = isTooMuch ? 1 : 0;
