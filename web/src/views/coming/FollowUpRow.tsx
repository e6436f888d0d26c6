/** One thing that will come back: done, later, another time, or not at all. */
import { useState } from "preact/hooks";
import { now } from "../../core/clock";
import { recurrenceWords } from "../../core/recurrence";
import type { FollowUp } from "../../core/types";
import { clockWords, untilWords, whenWords } from "../../core/words";
import { fromInput, offsetAt, toInput } from "../../core/zone";
import { done, move, remove, snooze } from "../../state/coming";
import { inMine, known, language, t } from "../../state/language";
import { zone } from "../../state/session";
import { notify } from "../../state/toasts";
import { Icon, isIcon, type IconName } from "../Icon";

export const SNOOZES = [5, 10, 30, 60];

function RowButton({ icon, label, press, open }: { icon: IconName; label: string; press: () => void; open?: boolean }) {
  return (
    <button
      type="button"
      class="quiet round small"
      aria-label={label}
      title={label}
      {...(open === undefined ? {} : { "aria-expanded": open })}
      onClick={press}
    >
      <Icon name={icon} size={18} />
    </button>
  );
}

function Snoozes({ item, close }: { item: FollowUp; close: () => void }) {
  return (
    <div class="choices" role="group" aria-label={t("coming.snoozeFor")}>
      {SNOOZES.map((minutes) => (
        <button
          key={minutes}
          type="button"
          class="secondary small"
          aria-label={t("ring.snoozeMinutes", { count: minutes })}
          onClick={() => {
            close();
            void snooze(item.id, minutes);
          }}
        >
          {t("ring.minutes", { count: minutes })}
        </button>
      ))}
    </div>
  );
}

function EditTime({ item, close }: { item: FollowUp; close: () => void }) {
  const [value, setValue] = useState(toInput(new Date(item.due_at), zone()));
  const submit = (event: Event) => {
    event.preventDefault();
    const due = fromInput(value, zone());
    if (!due) return notify(t("coming.invalid"), { tone: "warn" });
    if (due.getTime() < now().getTime()) return notify(t("coming.past"), { tone: "warn" });
    close();
    void move(item, due);
  };
  return (
    <form class="choices" onSubmit={submit}>
      <input
        type="datetime-local"
        value={value}
        aria-label={t("coming.when")}
        required
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <button class="primary small">{t("save")}</button>
      <button type="button" class="quiet small" onClick={close}>
        {t("cancel")}
      </button>
    </form>
  );
}

/** A time said about another place shows that place's clock too. */
function placeTime(item: FollowUp): string {
  const due = new Date(item.due_at);
  if (!item.timezone || item.timezone === zone()) return "";
  try {
    if (offsetAt(due, item.timezone) === offsetAt(due, zone())) return "";
    const place = item.timezone.split("/").pop()?.replaceAll("_", " ");
    return `${clockWords(due, item.timezone, language.value)}${t("coming.otherZone", { zone: place })}`;
  } catch {
    return "";
  }
}

function Facts({ item }: { item: FollowUp }) {
  const state = known(`followState.${item.state}`);
  const due = new Date(item.due_at);
  const parts = [known(`kind.${item.kind}`), recurrenceWords(item.recurrence, language.value), placeTime(item)];
  const soon = due.getTime() - now().getTime() < 86_400_000 ? untilWords(due, now(), language.value) : "";
  return (
    <p class="facts">
      {[...parts, soon].filter(Boolean).join(" · ")}
      {state && item.state !== "scheduled" && <span class={`state ${item.state}`}>{state}</span>}
    </p>
  );
}

/** A phone has room for one button beside the text; the others come with their names. */
function More({ item, open }: { item: FollowUp; open: (what: "snooze" | "edit") => void }) {
  return (
    <div class="choices" role="group" aria-label={t("options")}>
      <button type="button" class="secondary small" onClick={() => open("snooze")}>
        {t("coming.snooze")}
      </button>
      <button type="button" class="secondary small" onClick={() => open("edit")}>
        {t("coming.edit")}
      </button>
      <button type="button" class="danger ghost small" onClick={() => void remove(item)}>
        {t("coming.remove")}
      </button>
    </div>
  );
}

export function FollowUpRow({ item }: { item: FollowUp }) {
  const [open, setOpen] = useState<"" | "more" | "snooze" | "edit">("");
  const due = new Date(item.due_at);
  const toggle = (what: "more" | "snooze" | "edit") => setOpen(open === what ? "" : what);
  const close = () => setOpen("");
  const past = due.getTime() < now().getTime();
  const time = past ? whenWords(due, now(), zone(), language.value) : clockWords(due, zone(), language.value);
  return (
    <li class="row follow-up">
      <span class={`kind ${item.kind}`}>
        <Icon name={isIcon(item.kind) ? item.kind : "reminder"} size={20} />
      </span>
      <div class="row-main">
        <p class="row-title">
          <time dateTime={item.due_at}>{time}</time> <span>{inMine(item.say)}</span>
        </p>
        <Facts item={item} />
      </div>
      <div class="row-tools">
        <RowButton icon="check" label={t("coming.done")} press={() => void done(item.id)} />
        <span class="only-wide">
          <RowButton icon="snooze" label={t("coming.snooze")} press={() => toggle("snooze")} open={open === "snooze"} />
          <RowButton icon="edit" label={t("coming.edit")} press={() => toggle("edit")} open={open === "edit"} />
          <RowButton icon="trash" label={t("coming.remove")} press={() => void remove(item)} />
        </span>
        <span class="only-narrow">
          <RowButton icon="dots" label={t("options")} press={() => toggle("more")} open={open === "more"} />
        </span>
      </div>
      {open === "more" && <More item={item} open={setOpen} />}
      {open === "snooze" && <Snoozes item={item} close={close} />}
      {open === "edit" && <EditTime item={item} close={close} />}
    </li>
  );
}
