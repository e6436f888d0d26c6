/** The inbox: everything that waits for the user's yes, wherever it was asked. */
import { computed } from "@preact/signals";
import { now } from "../core/clock";
import type { Approval } from "../core/types";
import { answerTurn } from "./chat";
import { Listing } from "./list";
import { settle } from "./messages";


export const approvals = new Listing<Approval>("/api/approvals");

function isOpen(approval: Approval): boolean {
  return approval.state === "pending" && Date.parse(approval.expires_at) > now().getTime();
}

export const waiting = computed(() => approvals.items.value.filter(isOpen));

export async function answer(approval: Approval, decision: "approve" | "reject"): Promise<void> {
  approvals.drop(approval.id);
  await answerTurn(approval, decision);
  await approvals.load();
}

export function takeApproval(approval: Approval): void {
  if (approval.state === "pending") approvals.put(approval);
  else approvals.drop(approval.id);
  settle(approval.id, approval.state);
}
