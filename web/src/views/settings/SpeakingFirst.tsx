/** When Steward may speak first: quiet hours, a budget, and what answers have taught about each topic. */
import { useEffect, useRef, useState } from "preact/hooks";
import { now } from "../../core/clock";
import type { Initiative, QuietHours, Topic } from "../../core/standing";
import { thenWords } from "../../core/words";
import { followUps } from "../../state/coming";
import { inMine, known, language, t } from "../../state/language";
import { zone } from "../../state/session";
import { changeInitiative, initiative, teach } from "../../state/standing";
import { Choice, Field } from "./Adding";
import { Arrives, Panel } from "./Panel";

const KINDS = ["alarm", "timer", "reminder", "care", "check_in", "briefing"];
const TIMES = [0, 1, 2, 3, 5, 8, 12];
const NIGHT = { start: "22:00", end: "07:00" };

const when = (instant: string) => thenWords(new Date(instant), now(), zone(), language.value);

/** A time that is being typed is not meant yet: it is taken when the field is left, or after a moment of rest. */
function Clock({ label, value, pick }: { label: string; value: string; pick: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const take = (next: string) => {
    clearTimeout(timer.current);
    if (next && next !== value) pick(next);
  };
  const rest = (next: string) => {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => take(next), 1500);
  };
  return (
    <Field label={label}>
      <input
        type="time"
        required
        value={typed}
        onInput={(event) => rest(event.currentTarget.value)}
        onBlur={(event) => take(event.currentTarget.value)}
      />
    </Field>
  );
}

function Exceptions({ quiet }: { quiet: QuietHours }) {
  const flip = (kind: string) => {
    const others = quiet.exceptions.filter((name) => name !== kind);
    const exceptions = others.length === quiet.exceptions.length ? [...others, kind] : others;
    void changeInitiative({ quiet_hours: { exceptions } });
  };
  return (
    <fieldset class="field">
      <legend>{t("first.exceptions")}</legend>
      <div class="pills">
        {KINDS.map((kind) => (
          <label key={kind}>
            <input type="checkbox" checked={quiet.exceptions.includes(kind)} onChange={() => flip(kind)} />
            <span>{known(`kind.${kind}`) ?? kind}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Quiet({ quiet }: { quiet: QuietHours }) {
  const on = quiet.start !== quiet.end;
  const change = (hours: Partial<QuietHours>) => void changeInitiative({ quiet_hours: hours });
  return (
    <>
      <label class="between">
        <span>
          <strong>{t("first.quiet")}</strong>
          <small class="under">{quiet.until ? t("first.quietNow", { when: when(quiet.until) }) : t("first.quietHint")}</small>
        </span>
        <input
          type="checkbox"
          role="switch"
          checked={on}
          onChange={() => change(on ? { start: "00:00", end: "00:00" } : NIGHT)}
        />
      </label>
      {on && (
        <>
          <div class="pair">
            <Clock label={t("first.from")} value={quiet.start} pick={(start) => change({ start })} />
            <Clock label={t("first.to")} value={quiet.end} pick={(end) => change({ end })} />
          </div>
          <Exceptions quiet={quiet} />
        </>
      )}
    </>
  );
}

function Times({ name, value }: { name: "per_day" | "per_topic"; value: number }) {
  const offered = [...new Set([...TIMES, value])].sort((a, b) => a - b);
  return (
    <Field label={t(name === "per_day" ? "first.perDay" : "first.perTopic")}>
      <Choice
        value={String(value)}
        pick={(count) => void changeInitiative({ [name]: Number(count) })}
        options={offered.map((count) => [String(count), t("first.times", { count })])}
      />
    </Field>
  );
}

function TopicRow({ topic }: { topic: Topic }) {
  const name = known(`topic.${topic.topic}`) ?? inMine(topic.say);
  const resting = !topic.off && topic.until !== null && Date.parse(topic.until) > now().getTime();
  const facts = [
    topic.used_today > 0 && t("first.today", { count: topic.used_today }),
    topic.refusals > 0 && t("first.refused", { count: topic.refusals }),
    topic.off ? t("first.off") : resting ? t("first.until", { when: when(topic.until ?? "") }) : t("first.may"),
  ];
  return (
    <li class="row">
      <div class="row-main">
        <p class="row-title">{name}</p>
        <p class="facts">{facts.filter(Boolean).join(" · ")}</p>
      </div>
      <div class="row-actions">
        {resting && (
          <button type="button" class="quiet small" onClick={() => void teach(topic.topic, "on")}>
            {t("first.again")}
            <span class="sr-only">: {name}</span>
          </button>
        )}
        <input
          type="checkbox"
          role="switch"
          aria-label={name}
          checked={!topic.off}
          onChange={() => void teach(topic.topic, topic.off ? "on" : "off")}
        />
      </div>
    </li>
  );
}

function Shown({ state }: { state: Initiative }) {
  return (
    <>
      <Quiet quiet={state.quiet_hours} />
      <fieldset class="field">
        <legend>{t("first.budget")}</legend>
        <div class="pair">
          <Times name="per_day" value={state.per_day} />
          <Times name="per_topic" value={state.per_topic} />
        </div>
        <small>{t("first.used", { count: state.used_today })}</small>
      </fieldset>
      <div class="field">
        <h3>{t("first.topics")}</h3>
        {state.topics.length === 0 ? (
          <p class="hint">{t("first.none")}</p>
        ) : (
          <ul class="rows flat">
            {state.topics.map((topic) => (
              <TopicRow key={topic.topic} topic={topic} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

export function SpeakingFirst() {
  // What was said unasked, and answered, changes what is shown here.
  useEffect(() => void initiative.load(), [followUps.items.value]);
  return (
    <Panel id="first" title={t("first.title")} lead={t("first.lead")}>
      <Arrives of={initiative}>{(state) => <Shown state={state} />}</Arrives>
    </Panel>
  );
}
