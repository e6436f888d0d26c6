/** Hold to talk with a finger or the mouse; tap, or press Enter or Space, to start and again to send. */
import { useRef } from "preact/hooks";
import { hearing } from "../../core/ears";
import { t } from "../../state/language";
import { ready } from "../../state/live";
import { cannotRecord, held, recording } from "../../state/recorder";
import { notify } from "../../state/toasts";
import { handsFree, startHandsFree, startTalking, stopHandsFree, stopTalking } from "../../state/voice";
import { cannotStream } from "../../state/voiceMic";
import { Icon } from "../Icon";

/** A press longer than this was a hold: letting go sends. A shorter one was a tap. */
const HOLD_MS = 400;

function obstacle(): string | null {
  const mine = cannotRecord();
  if (mine) return mine;
  const ears = hearing(ready.value?.ears?.status);
  if (ears === "works") return null;
  return ears === "coming" ? t("mic.notReady") : t("mic.noEars");
}

function begin(): boolean {
  const problem = obstacle();
  if (problem) notify(problem, { tone: "warn" });
  else void startTalking();
  return problem === null;
}

export function MicButton() {
  const pressedAt = useRef(0);
  const on = recording.value !== "off";
  const press = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).focus();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    if (on) void stopTalking("send");
    else if (begin()) {
      pressedAt.current = performance.now();
      held.value = true;
    }
  };
  const release = () => {
    if (pressedAt.current > 0 && performance.now() - pressedAt.current > HOLD_MS) void stopTalking("send");
    pressedAt.current = 0;
    held.value = false;
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Escape" && on) void stopTalking("drop");
    if ((event.key !== "Enter" && event.key !== " ") || event.repeat) return;
    event.preventDefault();
    if (on) void stopTalking("send");
    else begin();
  };
  // Screen readers press without a pointer: such a click has no detail.
  const click = (event: MouseEvent) => {
    if (event.detail !== 0 || event.screenX !== 0) return;
    if (on) void stopTalking("send");
    else begin();
  };
  return (
    <button
      type="button"
      class={`round mic ${recording.value}`}
      aria-label={on ? t("mic.stop") : t("mic.start")}
      title={t("mic.hint")}
      aria-pressed={on}
      onPointerDown={press}
      onPointerUp={release}
      onPointerCancel={() => void stopTalking("drop")}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={key}
      onClick={click}
    >
      <Icon name="mic" />
    </button>
  );
}

/** Talking without a button: Steward hears when a sentence is over, and may be interrupted. */
export function HandsFreeButton() {
  if (cannotStream()) return null;
  const on = handsFree.value !== "off";
  const toggle = () => {
    if (on) return stopHandsFree();
    const problem = obstacle();
    if (problem) notify(problem, { tone: "warn" });
    else void startHandsFree();
  };
  return (
    <button
      type="button"
      class={`round hands-free ${handsFree.value}`}
      aria-label={t(on ? "mic.handsFreeStop" : "mic.handsFree")}
      title={t(on ? "mic.handsFreeStop" : "mic.handsFree")}
      aria-pressed={on}
      onClick={toggle}
    >
      <Icon name="waves" />
    </button>
  );
}
