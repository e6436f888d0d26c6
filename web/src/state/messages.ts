/** What is on screen of a conversation, and how events and whole turns change it. */
import { computed, signal } from "@preact/signals";
import { newId } from "../core/ids";
import { whyOf } from "../core/opening";
import type { Approval, Card, Turn, TurnEvent } from "../core/types";
import { language, t } from "./language";

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
  labelled?: boolean;
  steps: Step[];
  cards: Card[];
  pending?: Approval | null;
  /** Steward spoke first: why, in words that may be empty. */
  unasked?: string | null;
  error?: string;
  retry?: () => void;
}

const OPEN_TALK = "steward.conversation";

export const messages = signal<Message[]>([]);
export const conversation = signal<string | null>(sessionStorage.getItem(OPEN_TALK));
/** What a screen reader hears: whole answers, not their crumbs. */
export const announcement = signal("");
export const busy = computed(() => messages.value.some((message) => message.open));
export const knownTurns = new Set<string>();

export function setConversation(id: string | null): void {
  conversation.value = id;
  if (id) sessionStorage.setItem(OPEN_TALK, id);
  else sessionStorage.removeItem(OPEN_TALK);
}

export function blank(from: Message["from"], change: Partial<Message> = {}): Message {
  return { id: newId(), from, text: "", steps: [], cards: [], ...change };
}

export function show(...more: Message[]): void {
  messages.value = [...messages.value, ...more];
}

export function patch(id: string, change: Partial<Message> | ((message: Message) => Partial<Message>)): void {
  messages.value = messages.value.map((message) =>
    message.id === id ? { ...message, ...(typeof change === "function" ? change(message) : change) } : message,
  );
}

/** A question was decided, here or elsewhere. */
export function settle(approvalId: string, state: string): void {
  messages.value = messages.value.map((message) =>
    message.pending?.id === approvalId ? { ...message, pending: { ...message.pending, state } } : message,
  );
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** One event of a turn under way; `heard` is the user's own message, where there is one. */
export function takeEvent(answer: string, heard: string | null, event: TurnEvent): void {
  switch (event.type) {
    case "heard":
      if (heard) patch(heard, (was) => ({ text: text(event["text"]) || was.text }));
      setConversation(text(event["conversation_id"]) || conversation.value);
      break;
    case "say_delta":
      patch(answer, (was) => ({ text: was.text + text(event["text"]) }));
      break;
    case "tool_started":
    case "tool_finished":
      patch(answer, (was) => ({ steps: withStep(was.steps, event) }));
      break;
    case "asked":
      if (event["approval"]) patch(answer, { pending: event["approval"] as Approval });
      break;
    case "failed":
      patch(answer, { error: text(event["message"]) || t("error.unexpected") });
      break;
  }
}

function withStep(steps: Step[], event: TurnEvent): Step[] {
  const tool = text(event["tool"]);
  if (event.type === "tool_started") {
    const given = (event["arguments"] as Record<string, unknown> | undefined) ?? {};
    return [...steps, { tool, arguments: given, effect: text(event["effect"]), ok: null, say: null }];
  }
  const at = steps.findLastIndex((step) => step.tool === tool && step.ok === null);
  return steps.map((step, index) => (index === at ? { ...step, ok: event["ok"] !== false, say: event["say"] } : step));
}

/** The steps of a turn that did not come as a stream. */
export function stepsOf(events: TurnEvent[]): Step[] {
  return events
    .filter((event) => event.type === "tool_started" || event.type === "tool_finished")
    .reduce<Step[]>(withStep, []);
}

/** The whole turn has the last word over what came in pieces. */
export function takeTurn(answer: string, heard: string | null, turn: Turn): void {
  knownTurns.add(turn.turn_id);
  setConversation(turn.conversation_id);
  const words = turn.heard;
  if (words && heard) patch(heard, { text: words });
  patch(answer, (was) => ({
    text: turn.reply.text || was.text,
    language: turn.reply.language ?? language.value,
    labelled: Boolean(turn.reply.label),
    cards: turn.reply.cards ?? [],
    steps: was.steps.length > 0 ? was.steps : stepsOf(turn.events ?? []),
    pending: turn.pending ?? null,
    unasked: whyOf(turn.events),
    open: false,
    ...(turn.reply.text ? { error: "" } : {}),
  }));
  announcement.value = turn.reply.text;
}
