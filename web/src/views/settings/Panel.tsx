/** What the sections of the settings are made of: a titled panel, a row that can be removed, a question before that. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Loaded } from "../../state/loaded";
import { t } from "../../state/language";
import { me } from "../../state/session";

/** Whether this browser may do more than talk. */
export const mayChange = (): boolean => me.value?.scopes?.includes("approve") ?? true;

interface PanelProps {
  id: string;
  title: string;
  lead?: string;
  children: ComponentChildren;
}

export function Panel({ id, title, lead, children }: PanelProps) {
  return (
    <section class="panel" aria-labelledby={`settings-${id}`}>
      <div>
        <h2 id={`settings-${id}`} tabIndex={-1}>
          {title}
        </h2>
        {lead && <p class="hint">{lead}</p>}
      </div>
      {children}
    </section>
  );
}

/** What is only talked to may look, and is told why it finds no buttons. */
export function ForApprovers({ children }: { children: ComponentChildren }) {
  return mayChange() ? <>{children}</> : <p class="hint">{t("settings.mayNot")}</p>;
}

/** Loading, or failed and what to do, until there is something to show. */
export function Arrives<T>({ of, children }: { of: Loaded<T>; children: (value: T) => ComponentChildren }) {
  useEffect(() => void of.load(), []);
  if (of.value.value) return <>{children(of.value.value)}</>;
  if (!of.problem.value)
    return (
      <div class="skeleton low" role="status">
        <span class="sr-only">{t("loading")}</span>
      </div>
    );
  return (
    <div class="between" role="alert">
      <p class="problem">{of.problem.value}</p>
      <button type="button" class="secondary" onClick={() => void of.load()}>
        {t("retry")}
      </button>
    </div>
  );
}

interface RowProps {
  title: string;
  facts: (string | null | undefined | false)[];
  children?: ComponentChildren;
}

export function Row({ title, facts, children }: RowProps) {
  const said = facts.filter(Boolean).join(" · ");
  return (
    <li class="row">
      <div class="row-main">
        <p class="row-title">{title}</p>
        {said && <p class="facts">{said}</p>}
      </div>
      <div class="row-actions">{children}</div>
    </li>
  );
}

interface RemoveProps {
  label: string;
  name: string;
  /** Asked before, where there is no way back. */
  ask?: string;
  run: () => Promise<unknown>;
}

export function Remove({ label, name, ask, run }: RemoveProps) {
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asking) yes.current?.focus();
  }, [asking]);
  // With its row the button goes; whoever pressed it goes on from the heading of the list.
  const go = async () => {
    const heading = button.current?.closest(".panel")?.querySelector("h2");
    await run();
    if (document.activeElement === document.body) heading?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="quiet small"
        {...(ask ? { "aria-expanded": asking } : {})}
        onClick={() => (ask ? setAsking(!asking) : void go())}
      >
        {label}
        <span class="sr-only">: {name}</span>
      </button>
      {asking && (
        <div class="choices below" role="group" aria-label={ask}>
          <span class="grow">{ask}</span>
          <button ref={yes} type="button" class="danger small" onClick={() => void go()}>
            {label}
          </button>
          <button type="button" class="quiet small" onClick={() => setAsking(false)}>
            {t("cancel")}
          </button>
        </div>
      )}
    </>
  );
}
