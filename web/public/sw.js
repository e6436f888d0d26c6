/** Lets the page open while the server is away: keeps the shell, never an answer of the API. */

const SHELL = "steward-shell-v1";
const ROOT_FILES = ["/manifest.webmanifest", "/icon.svg"];

/** The page names its own files; whoever keeps the page keeps those with it. */
async function keepShell() {
  const cache = await caches.open(SHELL);
  const page = await fetch("/", { cache: "no-cache" });
  if (!page.ok) return;
  const html = await page.clone().text();
  const assets = [...html.matchAll(/"(\/assets\/[^"]+)"/g)].map((match) => match[1]);
  await cache.addAll([...assets, ...ROOT_FILES]);
  await cache.put("/", page);
  const keep = new Set(["/", ...assets, ...ROOT_FILES]);
  for (const request of await cache.keys()) {
    if (!keep.has(new URL(request.url).pathname)) await cache.delete(request);
  }
}

async function openPage(request) {
  try {
    const response = await fetch(request);
    if (response.ok) return response;
    throw new Error(`page answered ${response.status}`);
  } catch (problem) {
    const kept = await caches.match("/");
    if (kept) return kept;
    throw problem;
  }
}

async function openFile(request) {
  return (await caches.match(request)) ?? fetch(request);
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === "/") {
    event.respondWith(openPage(request));
    // A newer page brings newer files: renew the kept copy behind it.
    event.waitUntil(keepShell().catch(() => undefined));
  } else if (url.pathname.startsWith("/assets/") || ROOT_FILES.includes(url.pathname)) {
    event.respondWith(openFile(request));
  }
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then((pages) => {
      const page = pages[0];
      return page ? page.focus() : self.clients.openWindow("/");
    }),
  );
});
