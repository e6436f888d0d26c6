/** Which rings this device has already shown: at-least-once delivery becomes once here. */

export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const KEEP = 500;

export class Seen {
  constructor(
    private readonly store: Store,
    private readonly key = "steward.seen",
  ) {}

  private read(): string[] {
    try {
      const list: unknown = JSON.parse(this.store.getItem(this.key) ?? "[]");
      return Array.isArray(list) ? list.filter((id): id is string => typeof id === "string") : [];
    } catch {
      return [];
    }
  }

  has(slot: string): boolean {
    return this.read().includes(slot);
  }

  /** True the first time a slot is seen. Read anew each time: another tab may have rung meanwhile. */
  claim(slot: string): boolean {
    const list = this.read();
    if (list.includes(slot)) return false;
    try {
      this.store.setItem(this.key, JSON.stringify([...list, slot].slice(-KEEP)));
    } catch {
      // A full or forbidden storage must not silence a ring.
    }
    return true;
  }
}
