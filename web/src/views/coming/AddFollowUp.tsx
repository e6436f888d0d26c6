/** Adding by hand what one would rather not say. */
import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../../core/clock";
import type { Recurrence } from "../../core/types";
import { fromInput, toInput } from "../../core/zone";
import { add } from "../../state/coming";
import { t } from "../../state/language";
import { zone } from "../../state/session";
import { notify } from "../../state/toasts";

const REPEATS: Record<string, string> = {
  never: "",
  daily: "FREQ=DAILY",
  weekdays: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  weekly: "FREQ=WEEKLY",
  monthly: "FREQ=MONTHLY",
};

/** The next full hour, a friendly first offer. */
function firstOffer(): string {
  const hour = 3_600_000;
  return toInput(new Date(Math.ceil((now().getTime() + 300_000) / hour) * hour), zone());
}

function Choice({ name, label, options }: { name: string; label: string; options: [string, string][] }) {
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name}>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

export function AddFollowUp({ close }: { close: () => void }) {
  const [problem, setProblem] = useState("");
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = String(form.get("what")).trim();
    const due = fromInput(String(form.get("when")), zone());
    if (!text) return setProblem(t("coming.needWhat"));
    if (!due) return setProblem(t("coming.invalid"));
    if (due.getTime() < now().getTime()) return setProblem(t("coming.past"));
    const rule = REPEATS[String(form.get("repeat"))] ?? "";
    const recurrence: Recurrence = rule ? { rrule: rule } : null;
    if (!(await add({ kind: String(form.get("kind")), due, text, recurrence }))) return;
    notify(t("coming.added"));
    close();
  };
  return (
    <form class="panel grid-form" onSubmit={(event) => void submit(event)} noValidate>
      <label class="field wide">
        <span>{t("coming.what")}</span>
        <input name="what" ref={first} autocomplete="off" placeholder={t("coming.whatPlaceholder")} maxLength={500} />
      </label>
      <label class="field">
        <span>{t("coming.when")}</span>
        <input name="when" type="datetime-local" defaultValue={firstOffer()} />
      </label>
      <Choice
        name="kind"
        label={t("coming.kind")}
        options={[
          ["reminder", t("kind.reminder")],
          ["alarm", t("kind.alarm")],
        ]}
      />
      <Choice
        name="repeat"
        label={t("coming.repeat")}
        options={Object.keys(REPEATS).map((name) => [name, t(`coming.${name}`)])}
      />
      <p class="problem wide" role="alert">
        {problem}
      </p>
      <div class="buttons wide">
        <button class="primary">{t("coming.add")}</button>
        <button type="button" class="quiet" onClick={close}>
          {t("cancel")}
        </button>
      </div>
    </form>
  );
}
