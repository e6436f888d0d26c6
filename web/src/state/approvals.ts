/** The inbox: everything that waits for the user's yes, wherever it was asked. */
import { computed } from "@preact/signals";
import { now } from "../core/clock";
import type { Approval } from "../core/types";
import { answerTurn, settle } from "./chat";
import { Listing } from "./list";

const OPEN = new Set(["pending", "proposed", "waiting", "open"]);

export const approvals = new Listing<Approval>("/api/approvals");

export function isOpen(approval: Approval): boolean {
  return OPEN.has(approval.state) && Date.parse(approval.expires_at) > now().getTime();
}

export const waiting = computed(() => approvals.items.value.filter((approval) => OPEN.has(approval.state)));

export async function answer(approval: Approval, decision: "approve" | "reject"): Promise<void> {
  approvals.drop(approval.id);
  await answerTurn(approval, decision);
  await approvals.load();
}

export function takeApproval(approval: Approval): void {
  if (OPEN.has(approval.state)) approvals.put(approval);
  else approvals.drop(approval.id);
  settle(approval.id, approval.state);
}
