import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/global.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { language } from "./i18n/language";

document.documentElement.lang = language();
// A newer build replaced the chunks of this page. The leave-guard asks first where something is unsaved.
window.addEventListener("vite:preloadError", () => location.reload());
const root = document.getElementById("root");
if (!root) throw new Error("no #root in index.html");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
