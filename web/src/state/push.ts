/** Wakes this browser for rings while the page is closed. */
import { insist, json } from "../core/http";

interface Subscriptions {
  public_key: string;
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** "Firefox, Android": enough to tell one's own devices apart. */
function deviceName(): string {
  const agent = navigator.userAgent;
  const browser = /(Edg|Firefox|Chrome|Safari)/.exec(agent)?.[1]?.replace("Edg", "Edge") ?? "";
  const system = /(Android|iPhone|iPad|Windows|Mac OS|Linux)/.exec(agent)?.[1] ?? "";
  return [browser, system].filter(Boolean).join(", ");
}

async function manager(): Promise<PushManager | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.pushManager ?? null;
}

/** False where the browser has no push, or the page is not on a secure address. */
export async function subscribe(): Promise<boolean> {
  const push = await manager();
  if (!push) return false;
  const { public_key } = (await json("/api/push-subscriptions")) as Subscriptions;
  const options = { userVisibleOnly: true, applicationServerKey: bytes(public_key) };
  const subscription = await push.subscribe(options);
  const { endpoint, keys } = subscription.toJSON();
  await insist("/api/push-subscriptions", { method: "POST", body: { endpoint, keys, name: deviceName() } });
  return true;
}

/** The server's name for this browser's own subscription, or null when it has none. */
export async function ownSubscription(): Promise<string | null> {
  const endpoint = (await (await manager())?.getSubscription())?.endpoint;
  if (!endpoint) return null;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  return Array.from(hash.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function unsubscribe(): Promise<void> {
  await (await (await manager())?.getSubscription())?.unsubscribe();
}
