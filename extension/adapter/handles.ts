// Numbers that stand for things while the run stands still: stack frames and expandable variables. All are dropped when it moves.

export class Handles<T> {
  private values: T[] = [];
  private first = 1;

  /** A number that was never given before, so that a client cannot mistake an old one for a new one. */
  add(value: T): number {
    this.values.push(value);
    return this.first + this.values.length - 1;
  }

  get(handle: number): T | undefined {
    return this.values[handle - this.first];
  }

  clear(): void {
    this.first += this.values.length;
    this.values = [];
  }
}
