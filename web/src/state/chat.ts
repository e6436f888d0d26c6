/** The conversation on screen: what was said, what is being answered, and never a lost word. */
import { computed, signal } from "@preact/signals";
import { ApiError, json, send } from "../core/http";
import { newId } from "../core/ids";
import type { Approval, Card, ConversationHead, Page, Turn, TurnEvent } from "../core/types";
import { draft } from "./composer";
import { language, t } from "./language";
import { errorText } from "./toasts";
import { followTurn } from "./turnStream";

export interface Step {
  tool: string;
  arguments: Record<string, unknown>;
  effect: string;
  ok: boolean | null;
  say: unknown;
}

export interface Message {
  id: string;
  from: "user" | "steward";
  text: string;
  language?: string;
  voice?: boolean;
  /** The answer is still coming. */
  open?: boolean;
  thinking?: boolean;
  labelled?: boolean;
  steps: Step[];
  cards: Card[];
  pending?: Approval | null;
  error?: string;
  retry?: () => void;
}

export const messages = signal<Message[]>([]);
export const conversation = signal<string | null>(sessionStorage.getItem("steward.conversation"));
export const conversations = signal<ConversationHead[]>([]);
/** What a screen reader hears: whole answers, not their crumbs. */
export const announcement = signal("");
export const busy = computed(() => messages.value.some((message) => message.open));
const knownTurns = new Set<string>();

interface Running {
  abort: AbortController;
  turnId: string | null;
}

const running = new Set<Running>();
const afterTurn = new Set<(turn: Turn) => void>();

export function whenTurnEnds(listener: (turn: Turn) => void): void {
  afterTurn.add(listener);
}

function blank(from: Message["from"]): Message {
  return { id: newId(), from, text: "", steps: [], cards: [] };
}

function patch(id: string, change: Partial<Message> | ((message: Message) => Partial<Message>)): void {
  messages.value = messages.value.map((message) =>
    message.id === id ? { ...message, ...(typeof change === "function" ? change(message) : change) } : message,
  );
}

function setConversation(id: string | null): void {
  conversation.value = id;
  if (id) sessionStorage.setItem("steward.conversation", id);
  else sessionStorage.removeItem("steward.conversation");
}

function takeEvent(answer: string, heard: string, event: TurnEvent): void {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  if (event.type === "heard") {
    patch(heard, (was) => ({ text: text(event["text"]) || was.text }));
    setConversation(text(event["conversation_id"]) || conversation.value);
  }
  if (event.type === "thinking") patch(answer, { thinking: true });
  else if (event.type === "say_delta") patch(answer, (was) => ({ text: was.text + text(event["text"]), thinking: false }));
  else if (event.type === "tool_started") patch(answer, (was) => ({ steps: [...was.steps, stepOf(event)] }));
  else if (event.type === "tool_finished") patch(answer, (was) => ({ steps: finish(was.steps, event) }));
  else if (event.type === "asked" && event["approval"]) patch(answer, { pending: event["approval"] as Approval });
  else if (event.type === "failed") patch(answer, { error: text(event["message"]) || t("error.unexpected") });
}

function stepOf(event: TurnEvent): Step {
  return {
    tool: String(event["tool"] ?? ""),
    arguments: (event["arguments"] as Record<string, unknown> | undefined) ?? {},
    effect: String(event["effect"] ?? "READ").toUpperCase(),
    ok: null,
    say: null,
  };
}

function finish(steps: Step[], event: TurnEvent): Step[] {
  const index = steps.findLastIndex((step) => step.tool === event["tool"] && step.ok === null);
  return steps.map((step, at) => (at === index ? { ...step, ok: event["ok"] !== false, say: event["say"] } : step));
}

/** The steps of a turn that did not come as a stream. */
function stepsOf(events: TurnEvent[]): Step[] {
  return events.reduce<Step[]>((steps, event) => {
    if (event.type === "tool_started") return [...steps, stepOf(event)];
    return event.type === "tool_finished" ? finish(steps, event) : steps;
  }, []);
}

function takeTurn(answer: string, heard: string | null, turn: Turn): void {
  knownTurns.add(turn.turn_id);
  setConversation(turn.conversation_id);
  const words = typeof turn.heard === "string" ? turn.heard : turn.heard?.text;
  if (words && heard) patch(heard, { text: words });
  patch(answer, (was) => ({
    text: turn.reply.text || was.text,
    language: turn.reply.language ?? language.value,
    labelled: Boolean(turn.reply.label),
    cards: turn.reply.cards ?? [],
    steps: was.steps.length > 0 ? was.steps : stepsOf(turn.events ?? []),
    pending: turn.pending ?? null,
    open: false,
    thinking: false,
    ...(turn.reply.text ? { error: "" } : {}),
  }));
  announcement.value = turn.reply.text;
  afterTurn.forEach((listener) => listener(turn));
}

type Ask = (signal: AbortSignal) => Promise<Response>;

async function run(ask: Ask, heard: string | null, retry: () => void, unsent = ""): Promise<void> {
  announcement.value = "";
  const answer = { ...blank("steward"), open: true };
  messages.value = [...messages.value, answer];
  const mine: Running = { abort: new AbortController(), turnId: null };
  running.add(mine);
  try {
    const response = await ask(mine.abort.signal);
    await followTurn(response, {
      id: (turnId) => (mine.turnId = turnId),
      event: (event) => takeEvent(answer.id, heard ?? "", event),
      turn: (turn) => takeTurn(answer.id, heard, turn),
    });
  } catch (problem) {
    if (problem instanceof ApiError && problem.status === 401) draft.value ||= unsent;
    fail(answer.id, problem, retry);
  } finally {
    running.delete(mine);
  }
}

function fail(answer: string, problem: unknown, retry: () => void): void {
  const stopped = problem instanceof DOMException && problem.name === "AbortError";
  if (!stopped && !(problem instanceof ApiError)) console.error(problem);
  const again = () => {
    messages.value = messages.value.filter((message) => message.id !== answer);
    retry();
  };
  patch(answer, {
    open: false,
    thinking: false,
    error: stopped ? t("chat.stopped") : errorText(problem),
    ...(stopped ? {} : { retry: again }),
  });
}

export async function say(text: string): Promise<void> {
  const heard = { ...blank("user"), text };
  const key = newId();
  messages.value = [...messages.value, heard];
  // Fixed now: a retry under the same key must be the same request.
  const body = { text, language: language.value, ...(conversation.value ? { conversation_id: conversation.value } : {}) };
  const ask: Ask = (signal) => send("/api/turns", { method: "POST", body, key, accept: "text/event-stream", signal });
  const go = (): Promise<void> => run(ask, heard.id, () => void go(), text);
  await go();
}

export async function sayRecording(recording: Blob): Promise<void> {
  const heard = { ...blank("user"), voice: true };
  const key = newId();
  messages.value = [...messages.value, heard];
  const form = new FormData();
  form.append("file", recording, recording.type.includes("mp4") ? "speech.m4a" : "speech.webm");
  if (conversation.value) form.append("conversation_id", conversation.value);
  const ask: Ask = (signal) => send("/api/turns/audio", { method: "POST", form, key, accept: "text/event-stream", signal });
  const go = (): Promise<void> => run(ask, heard.id, () => void go());
  await go();
}

/** A yes or no by button: the answer is a turn too. */
export async function answerTurn(approval: Approval, decision: "approve" | "reject"): Promise<void> {
  const key = newId();
  settle(approval.id, decision === "approve" ? "approved" : "rejected");
  const ask: Ask = (signal) =>
    send(`/api/approvals/${approval.id}`, { method: "POST", body: { decision }, key, accept: "text/event-stream", signal });
  const go = (): Promise<void> => run(ask, null, () => void go());
  await go();
}

export function settle(approvalId: string, state: string): void {
  messages.value = messages.value.map((message) =>
    message.pending?.id === approvalId ? { ...message, pending: { ...message.pending, state } } : message,
  );
}

export async function stop(): Promise<void> {
  await Promise.all([...running].map(stopOne));
}

async function stopOne(turn: Running): Promise<void> {
  // The server ends the stream itself; should it not, the page does.
  setTimeout(() => running.has(turn) && turn.abort.abort(), turn.turnId ? 1500 : 0);
  if (turn.turnId) await send(`/api/turns/${turn.turnId}/cancel`, { method: "POST" }).catch(() => undefined);
}

/** A turn that began elsewhere: another device, or the assistant opening by itself. */
export function takeForeignTurn(turn: Turn): void {
  if (knownTurns.has(turn.turn_id) || turn.conversation_id !== conversation.value || busy.value) return;
  const heard = typeof turn.heard === "string" ? turn.heard : turn.heard?.text;
  if (heard) messages.value = [...messages.value, { ...blank("user"), text: heard }];
  const answer = blank("steward");
  messages.value = [...messages.value, answer];
  takeTurn(answer.id, null, turn);
}

export function startFresh(): void {
  running.forEach((turn) => turn.abort.abort());
  messages.value = [];
  setConversation(null);
}

export async function loadConversations(): Promise<void> {
  conversations.value = (await json<Page<ConversationHead>>("/api/conversations")).items;
}

interface StoredTurn extends Partial<Turn> {
  id?: string;
  text?: string;
  role?: string;
  utterance?: { text?: string };
}

/** History comes as turns; each has what was heard and what was answered. */
export async function openConversation(id: string): Promise<void> {
  const body = await json<{ turns?: StoredTurn[]; items?: StoredTurn[] }>(`/api/conversations/${id}`);
  messages.value = (body.turns ?? body.items ?? []).flatMap((turn) => {
    if (turn.turn_id) knownTurns.add(turn.turn_id);
    if (turn.role) return [{ ...blank(turn.role === "user" ? "user" : "steward"), text: turn.text ?? "" }];
    const heard = (typeof turn.heard === "string" ? turn.heard : turn.heard?.text) ?? turn.utterance?.text ?? "";
    const question = heard ? [{ ...blank("user"), text: heard }] : [];
    const reply = turn.reply;
    if (!reply) return question;
    const extra = { labelled: Boolean(reply.label), cards: reply.cards ?? [], steps: stepsOf(turn.events ?? []) };
    return [...question, { ...blank("steward"), text: reply.text, pending: turn.pending ?? null, ...extra }];
  });
  setConversation(id);
}
