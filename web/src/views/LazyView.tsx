/** A part of the page that comes when it is first wanted, and says what to do when it does not come. */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../state/language";
import { hasMoved } from "../state/prefs";

type View = ComponentType<object>;

/** Whoever came by a link had no heading to be led to while the part was still on its way. */
function leadToHeading(): void {
  const focused = document.activeElement;
  if (hasMoved() && (!focused || focused === document.body)) document.getElementById("page-title")?.focus();
}

function Missing() {
  return (
    <div class="page">
      <div class="empty" role="alert">
        <p>{t("part.failed")}</p>
        <button type="button" class="secondary" onClick={() => location.reload()}>
          {t("part.reload")}
        </button>
      </div>
    </div>
  );
}

export function lazy(load: () => Promise<View>): View {
  const view = signal<View | "missing" | null>(null);
  const fetch = () => load().then((there) => (view.value = there), () => (view.value = "missing"));
  return function Lazy() {
    const There = view.value;
    useEffect(() => void (There ? leadToHeading() : fetch()), [There]);
    if (There === "missing") return <Missing />;
    if (There) return <There />;
    return (
      <div class="page">
        <div class="skeleton" role="status">
          <span class="sr-only">{t("loading")}</span>
        </div>
      </div>
    );
  };
}
