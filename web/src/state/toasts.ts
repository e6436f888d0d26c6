/** Short notices at the foot of the page, some with a way back. */
import { signal } from "@preact/signals";
import { ApiError } from "../core/http";
import { t } from "./language";

export interface Toast {
  id: number;
  text: string;
  tone: "calm" | "warn";
  action?: { label: string; run: () => void };
}

export const toasts = signal<Toast[]>([]);
let next = 1;
let held = false;

/** Nothing goes from under a finger or the focus. */
export function hold(on: boolean): void {
  held = on;
}

export function dismiss(id: number): void {
  // A button that goes while it is pressed takes no leave.
  held = false;
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Twenty seconds when there is something to press, so that a slow hand can; six otherwise. */
export function notify(text: string, extra: Partial<Pick<Toast, "tone" | "action">> = {}): void {
  const toast: Toast = { id: next++, text, tone: "calm", ...extra };
  toasts.value = [...toasts.value.slice(-2), toast];
  const pass = () => (held ? setTimeout(pass, 2_000) : dismiss(toast.id));
  setTimeout(pass, toast.action ? 20_000 : 6_000);
}

export function errorText(problem: unknown): string {
  if (!(problem instanceof ApiError)) return t("error.unexpected");
  if (problem.status === 0) return t("error.unreachable");
  return problem.message || t("error.unexpected");
}

export function notifyError(problem: unknown): void {
  if (!(problem instanceof ApiError)) console.error(problem);
  notify(errorText(problem), { tone: "warn" });
}
