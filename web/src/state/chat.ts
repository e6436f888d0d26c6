/** Saying something: by text, by voice, by a yes or no; with a way to stop, and never a lost word. */
import { ApiError, send } from "../core/http";
import { newId } from "../core/ids";
import { whyOf } from "../core/opening";
import type { Approval, Turn } from "../core/types";
import { draft } from "./composer";
import { language, t } from "./language";
import {
  announcement,
  blank,
  busy,
  conversation,
  knownTurns,
  messages,
  patch,
  setConversation,
  settle,
  show,
  takeEvent,
  takeTurn,
} from "./messages";
import { errorText } from "./toasts";
import { followTurn } from "./turnStream";

const STREAM = "text/event-stream";
/** A server that was told to stop ends the stream itself; should it not, the page does. */
const STOP_PATIENCE_MS = 1500;

type Ask = (signal: AbortSignal) => Promise<Response>;

interface Running {
  abort: AbortController;
  turnId: string | null;
}

const running = new Set<Running>();
const afterTurn = new Set<(turn: Turn) => void>();

export function whenTurnEnds(listener: (turn: Turn) => void): void {
  afterTurn.add(listener);
}

export function turnEnded(turn: Turn): void {
  afterTurn.forEach((listener) => listener(turn));
}

interface Attempt {
  ask: Ask;
  /** The user's own message, where there is one. */
  heard: string | null;
  /** What goes back into the text box when the session has ended. */
  unsent?: string;
}

async function attempt(wish: Attempt): Promise<void> {
  const answer = blank("steward", { open: true });
  const mine: Running = { abort: new AbortController(), turnId: null };
  announcement.value = "";
  show(answer);
  running.add(mine);
  try {
    await followTurn(await wish.ask(mine.abort.signal), {
      id: (turnId) => (mine.turnId = turnId),
      event: (event) => takeEvent(answer.id, wish.heard, event),
      turn: (turn) => {
        takeTurn(answer.id, wish.heard, turn);
        afterTurn.forEach((listener) => listener(turn));
      },
    });
  } catch (problem) {
    fail(answer.id, problem, wish);
  } finally {
    running.delete(mine);
  }
}

function fail(answer: string, problem: unknown, wish: Attempt): void {
  const stopped = problem instanceof DOMException && problem.name === "AbortError";
  if (!stopped && !(problem instanceof ApiError)) console.error(problem);
  if (problem instanceof ApiError && problem.status === 401) draft.value ||= wish.unsent ?? "";
  const retry = () => {
    messages.value = messages.value.filter((message) => message.id !== answer);
    void attempt(wish);
  };
  patch(answer, { open: false, error: stopped ? t("chat.stopped") : errorText(problem), ...(stopped ? {} : { retry }) });
}

// In all three the request is fixed before the first attempt: a retry under one key must be the same request.

export function say(text: string): Promise<void> {
  const heard = blank("user", { text });
  const key = newId();
  const body = { text, language: language.value, ...(conversation.value ? { conversation_id: conversation.value } : {}) };
  show(heard);
  const ask: Ask = (signal) => send("/api/turns", { method: "POST", body, key, accept: STREAM, signal });
  return attempt({ ask, heard: heard.id, unsent: text });
}

export function sayRecording(recording: Blob): Promise<void> {
  const heard = blank("user", { voice: true });
  const key = newId();
  const form = new FormData();
  form.append("file", recording, recording.type.includes("mp4") ? "speech.m4a" : "speech.webm");
  if (conversation.value) form.append("conversation_id", conversation.value);
  show(heard);
  const ask: Ask = (signal) => send("/api/turns/audio", { method: "POST", form, key, accept: STREAM, signal });
  return attempt({ ask, heard: heard.id });
}

/** A yes or no by button: the answer is a turn too. */
export function answerTurn(approval: Approval, decision: "approve" | "reject"): Promise<void> {
  const key = newId();
  const path = `/api/approvals/${encodeURIComponent(approval.id)}`;
  settle(approval.id, decision === "approve" ? "approved" : "rejected");
  const ask: Ask = (signal) => send(path, { method: "POST", body: { decision }, key, accept: STREAM, signal });
  return attempt({ ask, heard: null });
}

export async function stop(): Promise<void> {
  await Promise.all([...running].map(stopOne));
}

async function stopOne(turn: Running): Promise<void> {
  setTimeout(() => running.has(turn) && turn.abort.abort(), turn.turnId ? STOP_PATIENCE_MS : 0);
  if (turn.turnId) await send(`/api/turns/${turn.turnId}/cancel`, { method: "POST" }).catch(() => undefined);
}

/** A turn that began elsewhere: another device, or the assistant opening by itself. */
export function takeForeignTurn(turn: Turn): void {
  // On an empty page Steward may begin; elsewhere its words wait behind the ring.
  const begins = whyOf(turn.events) !== null && conversation.value === null && messages.value.length === 0;
  if (knownTurns.has(turn.turn_id) || busy.value || (turn.conversation_id !== conversation.value && !begins)) return;
  if (turn.heard) show(blank("user", { text: turn.heard }));
  const answer = blank("steward");
  show(answer);
  takeTurn(answer.id, null, turn);
  afterTurn.forEach((listener) => listener(turn));
}

export function startFresh(): void {
  running.forEach((turn) => turn.abort.abort());
  messages.value = [];
  setConversation(null);
}
