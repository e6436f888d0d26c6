/** A form that unfolds when it is wanted, says beside itself what is wrong, and keeps what was typed until it is taken. */
import { cloneElement, type ComponentChildren, type VNode } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../../state/language";
import { errorText, notify } from "../../state/toasts";
import { Icon } from "../Icon";

interface AddingProps {
  label: string;
  save: string;
  saved: string;
  working?: string;
  send: (form: FormData) => Promise<unknown>;
  children: ComponentChildren;
}

/** Runs a form's wish: one at a time, with its problem in words. */
export function useSending(send: (form: FormData) => Promise<unknown>, done: (form: HTMLFormElement) => void) {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (busy) return;
    setBusy(true);
    setProblem("");
    try {
      await send(new FormData(form));
      done(form);
    } catch (trouble) {
      setProblem(errorText(trouble));
    } finally {
      setBusy(false);
    }
  };
  return { problem, busy, submit: (event: SubmitEvent) => void submit(event) };
}

export function Problem({ words }: { words: string }) {
  return (
    <p class="problem" role="alert">
      {words}
    </p>
  );
}

function Form({ save, saved, working, send, children, close }: AddingProps & { close: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input, select, button")?.focus(), []);
  const { problem, busy, submit } = useSending(send, () => {
    notify(saved);
    close();
  });
  return (
    <form ref={form} class="adding stack" aria-busy={busy} onSubmit={submit}>
      {children}
      <Problem words={problem} />
      <div class="buttons">
        <button class="primary" disabled={busy}>
          {busy ? (working ?? t("settings.working")) : save}
        </button>
        <button type="button" class="quiet" onClick={close}>
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}

export function Adding(props: AddingProps) {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <>
      <button ref={opener} type="button" class="secondary start" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="plus" size={18} />
        <span>{props.label}</span>
      </button>
      {open && <Form {...props} close={close} />}
    </>
  );
}

interface FieldProps {
  label: string;
  hint?: string;
  /** One control, which gets its label's name. */
  children: VNode<Record<string, unknown>>;
}

export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  const named = cloneElement(children, { id, ...(hint ? { "aria-describedby": `${id}-hint` } : {}) });
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {named}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

interface ChoiceProps {
  name?: string;
  options: [string, string][];
  value?: string;
  pick?: (value: string) => void;
}

export function Choice({ options, pick, ...more }: ChoiceProps) {
  return (
    <select {...more} onChange={(event) => pick?.(event.currentTarget.value)}>
      {options.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  );
}

/** What was typed under that name, without the blanks around it. */
export const typed = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();
