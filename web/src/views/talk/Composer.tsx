/** Where the user writes or speaks. It grows with the text, and no word in it is ever lost. */
import { useEffect, useRef } from "preact/hooks";
import { say, stop } from "../../state/chat";
import { changing, draft, focusWish } from "../../state/composer";
import { inMine, t } from "../../state/language";
import { busy } from "../../state/messages";
import { held, level, recording, seconds } from "../../state/recorder";
import { handsFree, stopHandsFree, stopTalking } from "../../state/voice";
import { saying } from "../../state/voicePlayer";
import { liveWords } from "../../state/voiceTalk";
import { countdownDigits } from "../../core/words";
import { Icon } from "../Icon";
import { HandsFreeButton, MicButton } from "./MicButton";

const BARS = [0.35, 0.6, 0.85, 1, 0.85, 0.6, 0.35];

function Bars() {
  return (
    <svg class="bars" viewBox="0 0 52 28" aria-hidden="true">
      {BARS.map((weight, at) => {
        const height = 4 + 22 * level.value * weight;
        return <rect key={at} x={2 + at * 7} y={14 - height / 2} width="4" height={height} rx="2" />;
      })}
    </svg>
  );
}

/** What the open line is doing: words as they are said, or who has the floor. */
function Line() {
  const state = handsFree.value === "opening" ? "mic.opening" : saying.value ? "mic.speaking" : "mic.listening";
  return (
    <div class="meter line">
      <Bars />
      <span aria-hidden="true" class="live-words">
        {liveWords.value || t(state)}
      </span>
      <span class="sr-only" role="status">
        {t(state)}
      </span>
      <button type="button" class="quiet" onClick={stopHandsFree}>
        {t("mic.hangUp")}
      </button>
    </div>
  );
}

function Meter() {
  return (
    <div class="meter" role="status">
      <Bars />
      <span>{recording.value === "opening" ? t("mic.opening") : t(held.value ? "mic.recording" : "mic.recordingTap")}</span>
      <span aria-hidden="true" class="digits">
        {countdownDigits(seconds.value * 1000)}
      </span>
      <button type="button" class="quiet" onClick={() => void stopTalking("drop")}>
        {t("mic.drop")}
      </button>
    </div>
  );
}

function ChangeHint() {
  const approval = changing.value;
  if (!approval) return null;
  return (
    <div class="change-hint" id="change-hint">
      <span>
        <strong>{t("ask.changing", { what: inMine(approval.terms?.what) || inMine(approval.question) })}</strong>{" "}
        {t("ask.changeHint")}
      </span>
      <button type="button" class="quiet round small" aria-label={t("cancel")} onClick={() => (changing.value = null)}>
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}

function submit(): void {
  const text = draft.value.trim();
  if (!text) return;
  draft.value = "";
  changing.value = null;
  void say(text);
}

function TextBox() {
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }, [draft.value]);
  useEffect(() => {
    if (focusWish.value > 0) box.current?.focus();
  }, [focusWish.value]);
  const key = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word; Safari reports that only by its key code.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  };
  return (
    <textarea
      ref={box}
      id="say"
      rows={1}
      value={draft.value}
      maxLength={20000}
      placeholder={t("chat.placeholder")}
      aria-label={t("chat.placeholder")}
      aria-describedby={changing.value ? "change-hint" : "keys-hint"}
      enterkeyhint="send"
      autocomplete="off"
      onInput={(event) => (draft.value = event.currentTarget.value)}
      onKeyDown={key}
    />
  );
}

function SendOrStop() {
  const empty = draft.value.trim() === "";
  if (busy.value && empty)
    return (
      <button type="button" class="round send stop" aria-label={t("chat.stop")} onClick={() => void stop()}>
        <Icon name="stop" />
      </button>
    );
  if (empty) return null;
  return (
    <button class="round send" aria-label={t("chat.send")}>
      <Icon name="send" />
    </button>
  );
}

export function Composer() {
  const talking = recording.value !== "off";
  return (
    <form
      class={`composer ${talking ? "talking" : ""}`}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <ChangeHint />
      {handsFree.value !== "off" && <Line />}
      <div class="composer-row">
        {talking ? <Meter /> : <TextBox />}
        {!talking && <HandsFreeButton />}
        <MicButton />
        {!talking && <SendOrStop />}
      </div>
      <span id="keys-hint" class="sr-only">
        {t("chat.keep")}
      </span>
    </form>
  );
}
