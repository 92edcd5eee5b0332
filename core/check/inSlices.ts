// A look at the whole machine in slices, so that nobody is held by it however large the machine is: what is seen does not depend on where the cuts are.

/** Yields after some tenths of a millisecond of work. Nothing is written meanwhile; whoever moves memory puts it back before going on. */
export type InSlices<T> = Generator<void, T, void>;

/** The same in one go. */
export function atOnce<T>(slices: InSlices<T>): T {
  for (;;) {
    const next = slices.next();
    if (next.done === true) return next.value;
  }
}

/** Says when a slice is over, by what was done in it: no clock, so that runs are the same everywhere. */
export class Slice {
  #left: number;

  /** `size`: how much is done in one slice, in the unit of `isOver`. */
  constructor(private readonly size: number) {
    this.#left = size;
  }

  isOver(done: number): boolean {
    this.#left -= done;
    if (this.#left > 0) return false;
    this.#left = this.size;
    return true;
  }
}
