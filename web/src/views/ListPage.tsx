/** The frame that the list pages share: a heading that takes the focus, and honest loading, empty and failed states. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Listing } from "../state/list";
import { t } from "../state/language";
import { Icon, type IconName } from "./Icon";

export function PageHead({ title, lead, children }: { title: string; lead: string; children?: ComponentChildren }) {
  return (
    <header class="page-head">
      <div>
        <h1 tabIndex={-1} id="page-title">
          {title}
        </h1>
        <p class="lead">{lead}</p>
      </div>
      {children}
    </header>
  );
}

export function Empty({ icon, title, hint }: { icon: IconName; title: string; hint?: string }) {
  return (
    <div class="empty">
      <div class="mark">
        <Icon name={icon} size={30} />
      </div>
      <p class="empty-title">{title}</p>
      {hint && <p class="hint">{hint}</p>}
    </div>
  );
}

interface FrameProps<T extends { id: string }> {
  list: Listing<T>;
  isEmpty: boolean;
  empty: ComponentChildren;
  load: () => Promise<void>;
  children: ComponentChildren;
}

export function ListFrame<T extends { id: string }>({ list, isEmpty, empty, load, children }: FrameProps<T>) {
  useEffect(() => void load(), []);
  const state = list.state.value;
  if (state === "failed")
    return (
      <div class="empty" role="alert">
        <p>{list.problem.value}</p>
        <button type="button" class="secondary" onClick={() => void load()}>
          {t("retry")}
        </button>
      </div>
    );
  if (state !== "ready" && isEmpty)
    return (
      <div class="skeleton" role="status">
        <span class="sr-only">{t("loading")}</span>
      </div>
    );
  return (
    <>
      {isEmpty ? empty : children}
      {list.next.value && (
        <button type="button" class="secondary more" onClick={() => void list.more()}>
          {t("more")}
        </button>
      )}
    </>
  );
}
