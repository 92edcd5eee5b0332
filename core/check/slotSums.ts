// What the slots add up to, for the laws that hold sums against counters: it can be added, so that each part of the slots is summed up by itself.

/** Numbers of an owner on record: slots, and those of them that it is charged for. */
interface OfOwner {
  readonly owner: number;
  references: number;
  charged: number;
}

export class SlotSums {
  /** Entries that page tables refer to and that were met in use. */
  met = 0;
  /** PFN words. */
  cached = 0;
  /** Reverse maps less SWAPFILE words. */
  unmatched = 0;
  /** Compressed copies that slots name. */
  named = 0;
  readonly #owners: OfOwner[] = [];

  count(owner: number, isCharged: boolean): void {
    const own = this.#of(owner);
    own.references++;
    if (isCharged) own.charged++;
  }

  ofOwner(owner: number): { readonly references: number; readonly charged: number } {
    return this.#owners.find((one) => one.owner === owner) ?? { references: 0, charged: 0 };
  }

  add(other: SlotSums): void {
    this.met += other.met;
    this.cached += other.cached;
    this.unmatched += other.unmatched;
    this.named += other.named;
    for (const { owner, references, charged } of other.#owners) {
      const own = this.#of(owner);
      own.references += references;
      own.charged += charged;
    }
  }

  #of(owner: number): OfOwner {
    for (const one of this.#owners) if (one.owner === owner) return one;
    const own = { owner, references: 0, charged: 0 };
    this.#owners.push(own);
    return own;
  }
}
