// Steps that a person has given a name to, so as to come back: kept as long as the run.

export interface Bookmark {
  readonly name: string;
  readonly step: number;
}

/** Plenty for people, and a bound for a client that sets them in a loop. */
const MOST_BOOKMARKS = 1000;

export class Bookmarks {
  private readonly steps = new Map<string, number>();

  /** By step, then in the order in which they were set. */
  get all(): readonly Bookmark[] {
    return [...this.steps].map(([name, step]) => ({ name, step })).sort((a, b) => a.step - b.step);
  }

  /** Moves the bookmark when there is one of this name; undefined: there are too many. */
  set(name: string, step: number): Bookmark | undefined {
    if (!this.steps.has(name) && this.steps.size >= MOST_BOOKMARKS) return undefined;
    this.steps.set(name, step);
    return { name, step };
  }

  stepOf(name: string): number | undefined {
    return this.steps.get(name);
  }

  /** False: there was none of this name. */
  delete(name: string): boolean {
    return this.steps.delete(name);
  }
}
