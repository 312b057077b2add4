import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../dist/dashboard",
    emptyOutDir: true,
    target: "es2022",
    // The first route's weight is read from it (npm run sizes).
    manifest: true,
    // Small images inlined as data: URLs would need more of the policy than img-src 'self'.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/config.json": "http://127.0.0.1:3000" } },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
