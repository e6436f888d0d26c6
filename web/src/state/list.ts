/** A list from the server that remembers whether it is loading, failed or has more. */
import { signal, type Signal } from "@preact/signals";
import { json } from "../core/http";
import type { Page } from "../core/types";
import { errorText } from "./toasts";

export class Listing<T extends { id: string }> {
  readonly items: Signal<T[]> = signal([]);
  readonly state: Signal<"new" | "loading" | "ready" | "failed"> = signal("new");
  readonly problem = signal("");
  readonly next: Signal<string | null> = signal(null);
  /** When the list at hand was asked for, by `performance.now()`. */
  askedAt = 0;
  private asked = 0;

  constructor(private path: string) {}

  /** Another door for the same list: a search, a filter. */
  from(path: string): Promise<void> {
    this.path = path;
    return this.load();
  }

  async load(): Promise<void> {
    const mine = ++this.asked;
    if (this.state.value !== "ready") this.state.value = "loading";
    await this.take(this.path, mine, () => []);
  }

  async more(): Promise<void> {
    const cursor = this.next.value;
    if (!cursor) return;
    const glue = this.path.includes("?") ? "&" : "?";
    await this.take(`${this.path}${glue}cursor=${encodeURIComponent(cursor)}`, ++this.asked, () => this.items.value);
  }

  private async take(path: string, mine: number, before: () => T[]): Promise<void> {
    const began = performance.now();
    try {
      const page = await json<Page<T>>(path);
      if (mine !== this.asked) return;
      this.askedAt = began;
      this.items.value = [...before(), ...page.items];
      this.next.value = page.next;
      this.state.value = "ready";
    } catch (problem) {
      if (mine !== this.asked) return;
      this.problem.value = errorText(problem);
      this.state.value = this.state.value === "ready" ? "ready" : "failed";
    }
  }

  put(item: T): void {
    const there = this.items.value.some((other) => other.id === item.id);
    this.items.value = there
      ? this.items.value.map((other) => (other.id === item.id ? { ...other, ...item } : other))
      : [item, ...this.items.value];
  }

  drop(id: string): void {
    this.items.value = this.items.value.filter((item) => item.id !== id);
  }
}
