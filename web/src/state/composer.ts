/** What is being written, kept on this device until it has arrived; and the question it may want to change. */
import { effect, signal } from "@preact/signals";
import type { Approval } from "../core/types";
import { DRAFT } from "./session";

export const draft = signal(localStorage.getItem(DRAFT) ?? "");
export const changing = signal<Approval | null>(null);
/** Set to have the text box take the focus. */
export const focusWish = signal(0);

effect(() => {
  if (draft.value) localStorage.setItem(DRAFT, draft.value);
  else localStorage.removeItem(DRAFT);
});

effect(() => {
  if (changing.value) focusWish.value = focusWish.peek() + 1;
});
