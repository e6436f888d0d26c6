/** How the page is built: plain files with hashed names into `api/page/`, which the server hands out. */
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const server = process.env["STEWARD_URL"] ?? "http://127.0.0.1:8765";

/** What is fetched when it is first wanted. */
const LATER =
  /\/(views\/(settings|memory|done)\/|views\/shelves|views\/cards\/(?!Cards|CardButtons)|i18n\/..\/(settings|standing|shelves)|state\/(standing|loaded|push|whereabouts|memory|ledger)|core\/(standing|drawing)|styles\/(settings|shelves))/;

/** The page names its later parts too: fetched in a quiet moment, and kept by the service worker for a quiet server. */
const laterParts = (): Plugin => ({
  name: "steward-later-parts",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle = {} }) {
      const later = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name) && !html.includes(name));
      return later.map((name) => ({ tag: "link", attrs: { rel: "prefetch", href: `/${name}` }, injectTo: "head" as const }));
    },
  },
});

export default defineConfig({
  base: "/",
  plugins: [laterParts()],
  build: {
    outDir: "../api/page",
    emptyOutDir: true,
    assetsDir: "assets",
    // Inlined assets would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rolldownOptions: {
      output: {
        // One file for what is there at once: it packs better, and one request brings it.
        codeSplitting: { groups: [{ name: "page", test: (id: string) => !LATER.test(id) }] },
      },
    },
  },
  server: { proxy: { "/api": server, "/readyz": server } },
  test: { include: ["tests/**/*.test.ts"], environment: "node", env: { TZ: "UTC" } },
});
