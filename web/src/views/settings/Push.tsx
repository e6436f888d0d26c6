/** Whether this browser is woken for rings while the page is closed, and which others are. */
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { send } from "../../core/http";
import { t } from "../../state/language";
import { ownSubscription, subscribe, unsubscribe } from "../../state/push";
import { pushed } from "../../state/standing";
import { notifyError } from "../../state/toasts";
import { Arrives, Panel, Remove, Row } from "./Panel";

const own = signal<string | null>(null);

/** The key of the words that say why it cannot be had here, or nothing. */
function hindrance(): string {
  if (!window.isSecureContext) return "push.insecure";
  if (typeof Notification === "undefined" || !("PushManager" in window)) return "push.none";
  return Notification.permission === "denied" ? "push.denied" : "";
}

async function drop(id: string): Promise<void> {
  try {
    await send(`/api/push-subscriptions/${encodeURIComponent(id)}`, { method: "DELETE" });
    if (id === own.value) await unsubscribe();
    own.value = await ownSubscription();
    await pushed.load();
  } catch (problem) {
    notifyError(problem);
  }
}

function Here({ on }: { on: boolean }) {
  const [problem, setProblem] = useState(hindrance());
  const turnOn = async () => {
    const allowed = (await Notification.requestPermission()) === "granted";
    // A browser whose push service cannot be reached throws an error with a name for machines.
    const there = allowed && (await subscribe().catch(() => false));
    setProblem(hindrance() || (there ? "" : "push.failed"));
    own.value = await ownSubscription();
    await pushed.load();
  };
  const half = typeof Notification !== "undefined" && Notification.permission === "granted";
  const words = t(on ? "push.on" : half ? "push.open" : "push.off");
  return (
    <div class="between">
      <p class="hint" role="status">
        {problem && !on ? t(problem) : words}
      </p>
      {on && (
        <button type="button" class="secondary" onClick={() => void drop(own.value ?? "")}>
          {t("push.turnOff")}
        </button>
      )}
      {!on && !hindrance() && (
        <button type="button" class="secondary" onClick={() => void turnOn()}>
          {t("push.turnOn")}
        </button>
      )}
    </div>
  );
}

export function Push() {
  useEffect(() => void ownSubscription().then((id) => (own.value = id), () => undefined), []);
  return (
    <Panel id="push" title={t("push.title")}>
      <Arrives of={pushed}>
        {({ items }) => {
          const others = items.filter((item) => item.id !== own.value);
          return (
            <>
              <Here on={items.some((item) => item.id === own.value)} />
              {others.length > 0 && <h3>{t("push.others")}</h3>}
              {others.length > 0 && (
                <ul class="rows flat">
                  {others.map(({ id, name }) => (
                    <Row key={id} title={name || t("push.unnamed")} facts={[]}>
                      <Remove label={t("settings.remove")} name={name || t("push.unnamed")} run={() => drop(id)} />
                    </Row>
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Arrives>
    </Panel>
  );
}
