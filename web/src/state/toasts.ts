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

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Ten seconds when there is something to press, so that a slow hand can; six otherwise. */
export function notify(text: string, extra: Partial<Pick<Toast, "tone" | "action">> = {}): void {
  const toast: Toast = { id: next++, text, tone: "calm", ...extra };
  toasts.value = [...toasts.value.slice(-2), toast];
  setTimeout(() => dismiss(toast.id), toast.action ? 10_000 : 6_000);
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
