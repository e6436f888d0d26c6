/** The inbox: everything that waits for the user's yes, wherever it was asked. */
import { computed } from "@preact/signals";
import { now } from "../core/clock";
import { insist } from "../core/http";
import type { Approval, Turn } from "../core/types";
import { answerTurn, turnEnded } from "./chat";
import { changing } from "./composer";
import { visit } from "./history";
import { t } from "./language";
import { Listing } from "./list";
import { announcement, conversation, settle } from "./messages";
import { go, place } from "./prefs";
import { notify, notifyError } from "./toasts";

type Decision = "approve" | "reject";

export const approvals = new Listing<Approval>("/api/approvals");

function isOpen(approval: Approval): boolean {
  return approval.state === "pending" && Date.parse(approval.expires_at) > now().getTime();
}

export const waiting = computed(() => approvals.items.value.filter(isOpen));

/** A question asked in another conversation is answered where one is, and says what came of it. */
async function answerFromAfar(approval: Approval, decision: Decision): Promise<void> {
  const path = `/api/approvals/${encodeURIComponent(approval.id)}`;
  try {
    const turn = await insist<Turn>(path, { method: "POST", body: { decision } });
    report(turn.reply.text, turn.conversation_id);
    turnEnded(turn);
  } catch (problem) {
    notifyError(problem);
  }
}

function report(words: string, id: string | null | undefined): void {
  const action = id ? { action: { label: t("ask.open"), run: () => void visit(id) } } : {};
  if (words) notify(words, action);
}

export async function answer(approval: Approval, decision: Decision): Promise<void> {
  approvals.drop(approval.id);
  const here = approval.conversation_id === conversation.value;
  if (here) await answerTurn(approval, decision);
  else await answerFromAfar(approval, decision);
  if (here && place.value !== "talk") report(announcement.value, approval.conversation_id);
  await approvals.load();
}

/** The question is changed by a sentence, in the conversation that asked it. */
export async function change(approval: Approval): Promise<void> {
  const id = approval.conversation_id;
  if (id && id !== conversation.value) await visit(id);
  changing.value = approval;
  go("talk");
}

export function takeApproval(approval: Approval): void {
  if (approval.state === "pending") approvals.put(approval);
  else approvals.drop(approval.id);
  settle(approval.id, approval.state);
}
