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

/** A push says little: the words, or only that something is due. Its tag is the slot, so that one ring shows once. */
self.addEventListener("push", (event) => {
  const said = event.data?.json() ?? {};
  const zh = said.language === "zh";
  const actions = said.follow_up_id
    ? [
        { action: "done", title: zh ? "完成" : "Done" },
        { action: "snooze", title: zh ? "十分钟后再说" : "In 10 minutes" },
      ]
    : [];
  const { body, tag, follow_up_id } = said;
  const options = { body, tag, actions, icon: "/icon-192.png", data: { follow_up_id }, requireInteraction: true };
  event.waitUntil(self.registration.showNotification(said.title ?? "Steward", options));
});

/** Done or later, without opening the page. What does not reach the server is answered on the page instead. */
async function answer(id, door, body) {
  const headers = { "X-Steward-CSRF": "1", "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
  const path = `/api/follow-ups/${encodeURIComponent(id)}/${door}`;
  const options = { method: "POST", headers, credentials: "same-origin" };
  const response = await fetch(path, body ? { ...options, body: JSON.stringify(body) } : options);
  if (!response.ok && response.status !== 404 && response.status !== 409) throw new Error(`answered ${response.status}`);
}

async function showPage() {
  const [page] = await self.clients.matchAll({ type: "window" });
  return page ? page.focus() : self.clients.openWindow("/");
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const id = event.notification.data?.follow_up_id;
  if (id && event.action === "done") event.waitUntil(answer(id, "ack").catch(showPage));
  else if (id && event.action === "snooze") event.waitUntil(answer(id, "snooze", { minutes: 10 }).catch(showPage));
  else event.waitUntil(showPage());
});
