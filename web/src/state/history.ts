/** Earlier conversations, and the one of before a reload. */
import { signal } from "@preact/signals";
import { json } from "../core/http";
import { whyOf } from "../core/opening";
import type { ConversationHead, Page, Turn } from "../core/types";
import { focusWish } from "./composer";
import { blank, conversation, knownTurns, messages, setConversation, stepsOf, type Message } from "./messages";
import { go } from "./prefs";
import { notifyError } from "./toasts";

export const conversations = signal<ConversationHead[]>([]);

type PastTurn = Omit<Turn, "reply"> & { source?: string; reply: Turn["reply"] | null };

export async function loadConversations(): Promise<void> {
  conversations.value = (await json<Page<ConversationHead>>("/api/conversations")).items;
}

function asMessages(turn: PastTurn): Message[] {
  knownTurns.add(turn.turn_id);
  const { heard, reply, source, events = [] } = turn;
  const question = heard ? [blank("user", { text: heard, voice: source === "voice" })] : [];
  if (!reply) return question;
  const { text, language, label, cards = [] } = reply;
  const unasked = whyOf(events);
  const said = { text, cards, unasked, labelled: Boolean(label), steps: stepsOf(events), ...(language ? { language } : {}) };
  return [...question, blank("steward", said)];
}

export async function openConversation(id: string): Promise<void> {
  const { turns } = await json<{ turns: PastTurn[] }>(`/api/conversations/${encodeURIComponent(id)}`);
  messages.value = turns.flatMap(asMessages);
  setConversation(id);
}

/** Leads to a conversation, ready to answer. */
export async function visit(id: string): Promise<void> {
  try {
    if (id !== conversation.peek() || messages.peek().length === 0) await openConversation(id);
    go("talk");
    focusWish.value++;
  } catch (problem) {
    notifyError(problem);
  }
}

/** After a reload the same talk goes on, in sight. */
export async function resumeConversation(): Promise<void> {
  const id = conversation.peek();
  if (!id || messages.peek().length > 0) return;
  await openConversation(id).catch(() => setConversation(null));
}
