/** What holds until further notice: read, added, taken back; what can be put back offers it. */
import { insist } from "../core/http";
import type { Account, Channel, Grant, Initiative, PushSubscribed, QuietHours, Wish } from "../core/standing";
import { t } from "./language";
import { Listing } from "./list";
import { Loaded } from "./loaded";
import { notify, notifyError } from "./toasts";

export const initiative = new Loaded<Initiative>("/api/initiative");
export const wishes = new Listing<Wish>("/api/rules");
export const grants = new Listing<Grant>("/api/grants");
export const channels = new Listing<Channel>("/api/channels");
export const accounts = new Listing<Account>("/api/connections");
export const pushed = new Loaded<{ items: PushSubscribed[]; public_key: string }>("/api/push-subscriptions");

const one = (path: string, id: string): string => `${path}/${encodeURIComponent(id)}`;

let changes = 0;

/** Only the answer to the last change is shown: an earlier one does not know of it yet. */
async function learn(path: string, method: "PATCH" | "POST", body: object): Promise<boolean> {
  const mine = ++changes;
  try {
    const state = await insist<Initiative>(path, { method, body });
    if (mine === changes) initiative.take(state);
    return true;
  } catch (problem) {
    notifyError(problem);
    void initiative.load();
    return false;
  }
}

type Change = Partial<Pick<Initiative, "per_day" | "per_topic">> & { quiet_hours?: Partial<QuietHours> };

/** Shown at once, as pressed; what is not named stays. */
export async function changeInitiative(change: Change): Promise<void> {
  const was = initiative.value.peek();
  if (was) initiative.take({ ...was, ...change, quiet_hours: { ...was.quiet_hours, ...change.quiet_hours } });
  if (await learn("/api/initiative", "PATCH", change)) notify(t("settings.saved"));
}

/** On or off again, for one topic. */
export async function teach(topic: string, answer: "on" | "off"): Promise<void> {
  const was = initiative.value.peek();
  const topics = was?.topics.map((one) => (one.topic === topic ? { ...one, off: answer === "off" } : one)) ?? [];
  if (was) initiative.take({ ...was, topics });
  await learn("/api/initiative/feedback", "POST", { topic, answer });
}

interface Shelf<T extends { id: string }> {
  list: Listing<T>;
  path: string;
}

export async function add<T extends { id: string }>({ list, path }: Shelf<T>, body: object): Promise<T> {
  const made = await insist<T>(path, { method: "POST", body });
  await list.load();
  return made;
}

/** `again` is what would put it back; without it there is no way back, and the caller has asked before. */
export async function remove<T extends { id: string }>(shelf: Shelf<T>, item: T, words: string, again?: object) {
  shelf.list.drop(item.id);
  try {
    await insist(one(shelf.path, item.id), { method: "DELETE" });
    const run = () => void add(shelf, again ?? {}).catch(notifyError);
    notify(words, again ? { action: { label: t("undo"), run } } : {});
  } catch (problem) {
    notifyError(problem);
  } finally {
    void shelf.list.load();
  }
}

export const WISHES: Shelf<Wish> = { list: wishes, path: "/api/rules" };
export const GRANTS: Shelf<Grant> = { list: grants, path: "/api/grants" };
export const CHANNELS: Shelf<Channel> = { list: channels, path: "/api/channels" };
export const ACCOUNTS: Shelf<Account> = { list: accounts, path: "/api/connections" };

export function removeWish(wish: Wish): Promise<void> {
  const { say, ...when } = wish.when;
  void say;
  const { cooldown_minutes, expires_at } = wish;
  return remove(WISHES, wish, t("settings.removed"), { when, say: wish.say, cooldown_minutes, expires_at });
}

export function revoke(grant: Grant): Promise<void> {
  const { tools, max_price, currency, expires_at } = grant;
  return remove(GRANTS, grant, t("grant.revoked"), { tools, max_price, currency, expires_at });
}
