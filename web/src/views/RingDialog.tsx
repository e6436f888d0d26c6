/** The bell in front of everything: what it is about, how late it is, done or later. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { now } from "../core/clock";
import type { Delivery } from "../core/types";
import { clockWords, latenessWords, whenWords } from "../core/words";
import { daysBetween } from "../core/zone";
import { inMine, known, language, t } from "../state/language";
import { visit } from "../state/history";
import { openedBy, recallWhy, REFUSALS, whyBegun } from "../state/openings";
import { doneRing, refuseRing, ringing, rings, snoozeRing } from "../state/ring";
import { soundBlocked } from "../state/sound";
import { zone } from "../state/session";
import { Icon, isIcon } from "./Icon";

const SNOOZES = [5, 10, 30];
const UNASKED = new Set(["check_in", "briefing"]);

/** The tab's name blinks, so that a ring is seen among twenty tabs. */
function useTitleFlash(text: string | null): void {
  useEffect(() => {
    if (!text) {
      document.title = t("app");
      return;
    }
    let on = true;
    const flash = () => (document.title = (on = !on) ? t("app") : `🔔 ${text}`);
    flash();
    const timer = setInterval(flash, 1000);
    return () => {
      clearInterval(timer);
      document.title = t("app");
    };
  }, [text, language.value]);
}

function timeWords(ring: Delivery): string {
  const due = new Date(ring.due_at);
  const today = daysBetween(due, now(), zone()) === 0;
  return today ? clockWords(due, zone(), language.value) : whenWords(due, now(), zone(), language.value);
}

function Body({ ring }: { ring: Delivery }) {
  const late = latenessWords(ring.late_seconds ?? 0, language.value);
  const talk = openedBy(ring);
  const why = inMine(ring.why) || whyBegun(talk);
  useEffect(() => void recallWhy(talk), [talk]);
  const more = rings.value.length - 1;
  return (
    <>
      <div class="ring-bell" aria-hidden="true">
        <Icon name={isIcon(ring.kind) ? ring.kind : "bell"} size={44} />
      </div>
      <p class="eyebrow">
        {known(`kind.${ring.kind}`) ?? t("ring.due")} · {timeWords(ring)}
      </p>
      <h2 id="ring-title">{inMine(ring.say) || t("ring.due")}</h2>
      <div id="ring-more">
        {late && <p class="late">{late}</p>}
        {why && <p class="hint">{t("ring.why", { why })}</p>}
        {ring.id.startsWith("own:") && <p class="hint">{t("ring.offline")}</p>}
        {more > 0 && <p class="hint">{t("ring.more", { count: more })}</p>}
        {soundBlocked.value && <p class="hint">{t("ring.soundBlocked")}</p>}
      </div>
    </>
  );
}

function Later({ ring }: { ring: Delivery }) {
  return (
    <div class="choices" role="group" aria-label={t("ring.snooze")}>
      {SNOOZES.map((minutes) => (
        <button
          key={minutes}
          type="button"
          class="secondary"
          aria-label={t("ring.snoozeMinutes", { count: minutes })}
          onClick={() => snoozeRing(ring, minutes)}
        >
          {t("ring.minutes", { count: minutes })}
        </button>
      ))}
    </div>
  );
}

/** What Steward says unasked is answered, or sent away; everything else is done, or comes later. */
function Answers({ ring, first }: { ring: Delivery; first: RefObject<HTMLButtonElement | null> }) {
  const talk = openedBy(ring);
  const open = () => {
    doneRing(ring);
    if (talk) void visit(talk);
  };
  return (
    <>
      {talk && (
        <button ref={first} type="button" class="primary wide tall" onClick={open}>
          {t(ring.kind === "check_in" ? "opening.answer" : "ask.open")}
        </button>
      )}
      <button
        ref={talk ? null : first}
        type="button"
        class={talk ? "secondary wide" : "primary wide tall"}
        onClick={() => doneRing(ring)}
      >
        {t(talk ? "opening.seen" : "ring.done")}
      </button>
      {!talk && <Later ring={ring} />}
      {UNASKED.has(ring.kind) && (
        <div class="choices" role="group" aria-label={t("opening.refuse")}>
          {REFUSALS.map((reason) => (
            <button key={reason} type="button" class="secondary" onClick={() => refuseRing(ring, reason)}>
              {t(`opening.${reason}`)}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

export function RingDialog() {
  const ring = ringing.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const talk = ring && openedBy(ring);
  useTitleFlash(ring ? inMine(ring.say) || t("ring.due") : null);
  useEffect(() => {
    if (!ring) return dialog.current?.close();
    if (!dialog.current?.open) dialog.current?.showModal();
    first.current?.focus();
  }, [ring?.slot_id, talk]);
  return (
    <dialog
      ref={dialog}
      class="ring"
      role="alertdialog"
      aria-labelledby="ring-title"
      aria-describedby="ring-more"
      // Escape must not lose a ring that nobody has answered.
      onCancel={(event) => event.preventDefault()}
      onClose={() => ringing.value && dialog.current?.showModal()}
    >
      {ring && (
        <>
          <Body ring={ring} />
          <Answers ring={ring} first={first} />
        </>
      )}
    </dialog>
  );
}
