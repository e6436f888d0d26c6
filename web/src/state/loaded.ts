/** One thing from the server that remembers whether it is there, still coming, or why it is not. */
import { signal, type Signal } from "@preact/signals";
import { json } from "../core/http";
import { errorText } from "./toasts";

export class Loaded<T> {
  readonly value: Signal<T | null> = signal(null);
  readonly problem = signal("");
  private taken = 0;

  constructor(private readonly path: string) {}

  /** The newest word; an answer that was asked for before it comes too late. */
  take(value: T): void {
    this.taken++;
    this.value.value = value;
    this.problem.value = "";
  }

  async load(): Promise<void> {
    const mine = this.taken;
    try {
      const value = await json<T>(this.path);
      if (mine === this.taken) this.take(value);
    } catch (problem) {
      this.problem.value = errorText(problem);
    }
  }
}
