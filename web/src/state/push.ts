/** Wakes this browser for rings while the page is closed. */
import { insist, json } from "../core/http";

interface Subscriptions {
  public_key: string;
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** False where the browser has no push, or the page is not on a secure address. */
export async function subscribe(): Promise<boolean> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration?.pushManager) return false;
  const { public_key } = (await json("/api/push-subscriptions")) as Subscriptions;
  const options = { userVisibleOnly: true, applicationServerKey: bytes(public_key) };
  const subscription = await registration.pushManager.subscribe(options);
  const { endpoint, keys } = subscription.toJSON();
  await insist("/api/push-subscriptions", { method: "POST", body: { endpoint, keys } });
  return true;
}
