/** One fact: where it came from, correct it, forget it. */
import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../../core/clock";
import type { Fact, Say } from "../../core/types";
import { dayWords } from "../../core/words";
import { correctFact, forgetFact } from "../../state/memory";
import { inMine, known, language, t } from "../../state/language";
import { zone } from "../../state/session";
import { notify } from "../../state/toasts";
import { Icon } from "../Icon";

function sourceWords(source: unknown): string {
  if (typeof source === "string") return known(`memory.source.${source}`) ?? "";
  if (!source || typeof source !== "object") return "";
  const { kind, text, type } = source as { kind?: string; type?: string; text?: string | Say };
  return known(`memory.source.${kind ?? type}`) ?? inMine(text);
}

function Correct({ fact, close }: { fact: Fact; close: () => void }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.select(), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const text = box.current?.value.trim() ?? "";
    if (!text || text === fact.text) return close();
    if (!(await correctFact(fact, text))) return;
    notify(t("memory.corrected"));
    close();
  };
  return (
    <form class="choices" onSubmit={(event) => void submit(event)}>
      <input ref={box} class="grow" aria-label={t("memory.text")} defaultValue={fact.text} maxLength={1000} />
      <button class="primary small">{t("save")}</button>
      <button type="button" class="quiet small" onClick={close}>
        {t("cancel")}
      </button>
    </form>
  );
}

function Forget({ fact, close }: { fact: Fact; close: () => void }) {
  const yes = useRef<HTMLButtonElement>(null);
  useEffect(() => yes.current?.focus(), []);
  return (
    <div class="choices" role="group" aria-label={t("memory.forgetAsk", { text: fact.text })}>
      <span class="grow">{t("memory.forgetAsk", { text: fact.text })}</span>
      <button ref={yes} type="button" class="danger small" onClick={() => void forgetFact(fact)}>
        {t("memory.forgetYes")}
      </button>
      <button type="button" class="quiet small" onClick={close}>
        {t("cancel")}
      </button>
    </div>
  );
}

export function FactRow({ fact }: { fact: Fact }) {
  const [open, setOpen] = useState<"" | "correct" | "forget">("");
  const close = () => setOpen("");
  const when = dayWords(new Date(fact.observed_at), now(), zone(), language.value);
  const parts = [sourceWords(fact.source), when, fact.status === "superseded" ? t("memory.superseded") : ""];
  return (
    <li class={`row fact ${fact.status}`}>
      <div class="row-main">
        <p class="row-title">{fact.text}</p>
        <p class="facts">{parts.filter(Boolean).join(" · ")}</p>
      </div>
      <div class="row-tools">
        <button
          type="button"
          class="quiet round small"
          aria-label={`${t("memory.correct")}: ${fact.text}`}
          title={t("memory.correct")}
          aria-expanded={open === "correct"}
          onClick={() => setOpen(open === "correct" ? "" : "correct")}
        >
          <Icon name="edit" size={18} />
        </button>
        <button
          type="button"
          class="quiet round small"
          aria-label={`${t("memory.forget")}: ${fact.text}`}
          title={t("memory.forget")}
          aria-expanded={open === "forget"}
          onClick={() => setOpen(open === "forget" ? "" : "forget")}
        >
          <Icon name="trash" size={18} />
        </button>
      </div>
      {open === "correct" && <Correct fact={fact} close={close} />}
      {open === "forget" && <Forget fact={fact} close={close} />}
    </li>
  );
}
