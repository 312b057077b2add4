import { defineConfig } from "vite";

// Two outputs: the loader is a classic script, the shell a module with the session as its chunk.
export default defineConfig(({ mode }) => ({
  base: "./",
  publicDir: mode === "loader" ? false : "public",
  build: {
    outDir: "../dist/widget",
    emptyOutDir: mode !== "loader",
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 600, // the session chunk: watched by `npm run sizes`
    rollupOptions: {
      input: mode === "loader" ? "src/loader.ts" : "src/main.ts",
      preserveEntrySignatures: false,
      output:
        mode === "loader"
          ? { format: "iife", entryFileNames: "speaknode-widget-loader.js" }
          : {
              format: "es",
              entryFileNames: "speaknode-widget.js",
              chunkFileNames: "[name]-[hash].js",
            },
    },
  },
  test: { environment: "happy-dom" },
}));
