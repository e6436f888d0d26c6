/** What is remembered about the user, to be read, corrected and forgotten. */
import { signal } from "@preact/signals";
import { insist } from "../core/http";
import type { Fact } from "../core/types";
import { t } from "./language";
import { Listing } from "./list";
import { notify, notifyError } from "./toasts";

export const facts = new Listing<Fact>("/api/memory/facts");
export const query = signal("");

const door = (id: string): string => `/api/memory/facts/${encodeURIComponent(id)}`;

export function loadFacts(): Promise<void> {
  const words = query.value.trim();
  return facts.from(words ? `/api/memory/search?q=${encodeURIComponent(words)}` : "/api/memory/facts");
}

async function changed(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (problem) {
    notifyError(problem);
    return false;
  } finally {
    void loadFacts();
  }
}

export function addFact(text: string): Promise<boolean> {
  return changed(() => insist("/api/memory/facts", { method: "POST", body: { text } }));
}

export function correctFact(fact: Fact, text: string): Promise<boolean> {
  return changed(() => insist(door(fact.id), { method: "PATCH", body: { text } }));
}

export async function forgetFact(fact: Fact): Promise<void> {
  facts.drop(fact.id);
  if (!(await changed(() => insist(door(fact.id), { method: "DELETE" })))) return;
  const run = () => void addFact(fact.text);
  notify(t("memory.forgotten"), { action: { label: t("undo"), run } });
}
