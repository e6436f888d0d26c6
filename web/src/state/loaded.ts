/** One thing from the server that remembers whether it is there, still coming, or why it is not. */
import { signal, type Signal } from "@preact/signals";
import { json } from "../core/http";
import { errorText } from "./toasts";

export class Loaded<T> {
  readonly value: Signal<T | null> = signal(null);
  readonly problem = signal("");

  constructor(private readonly path: string) {}

  async load(): Promise<void> {
    try {
      this.value.value = await json<T>(this.path);
      this.problem.value = "";
    } catch (problem) {
      this.problem.value = errorText(problem);
    }
  }
}
