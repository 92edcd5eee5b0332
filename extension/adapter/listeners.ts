// Those who want to know of something that happens again and again; each leaves by disposing of what it got.

export class Listeners<T> {
  private readonly all = new Set<(value: T) => void>();

  add(listener: (value: T) => void): { dispose(): void } {
    this.all.add(listener);
    return { dispose: () => void this.all.delete(listener) };
  }

  tell(value: T): void {
    for (const listener of this.all) listener(value);
  }

  /** They are told this once, and nothing more. */
  tellLast(value: T): void {
    this.tell(value);
    this.clear();
  }

  clear(): void {
    this.all.clear();
  }
}
