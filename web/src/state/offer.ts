/** Offers browser notifications once, at the moment they first make sense: something was set that will ring. */
import type { Turn } from "../core/types";
import { whenTurnEnds } from "./chat";
import { t } from "./language";
import { notify } from "./toasts";

const OFFERED = "steward.offered";

function setSomething(turn: Turn): boolean {
  return (turn.events ?? []).some(
    (event) => event.type === "tool_finished" && event["ok"] === true && String(event["tool"]).startsWith("alarms__set_"),
  );
}

/** An open page notifies by itself; for a closed one the browser is asked to wake it. */
async function allow(): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") return;
  const { subscribe } = await import("./push");
  await subscribe().catch(() => false);
}

export function offerNotifications(): void {
  whenTurnEnds((turn) => {
    if (typeof Notification === "undefined" || Notification.permission !== "default") return;
    if (localStorage.getItem(OFFERED) || !setSomething(turn)) return;
    localStorage.setItem(OFFERED, "yes");
    const run = () => void allow();
    notify(t("ring.offer"), { action: { label: t("ring.allow"), run } });
  });
}
