/** How the page is built: plain files with hashed names into `api/page/`, which the server hands out. */
import { defineConfig } from "vitest/config";

const server = process.env["STEWARD_URL"] ?? "http://127.0.0.1:8765";

export default defineConfig({
  base: "/",
  build: {
    outDir: "../api/page",
    emptyOutDir: true,
    assetsDir: "assets",
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: { proxy: { "/api": server, "/readyz": server } },
  test: { include: ["tests/**/*.test.ts"], environment: "node", env: { TZ: "UTC" } },
});
