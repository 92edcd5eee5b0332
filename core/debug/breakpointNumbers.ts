// The numbers of a session's breakpoints, and what has been told of them: what is asked for keeps its number whichever run it stands in, so that clients and people can go by it.
import type { OwnAsked } from './point';

/** One for all runs of a session: branches, other orders of a race, restarts. */
export class BreakpointNumbers {
  private readonly ids = new Map<string, number>();
  private readonly told = new Set<string>();

  /**
   * The ids of what a group asks for, in order. The place that is asked for decides, not where it ends up, which another program may change. Of several at one place,
   * the later ones go by their terms too, so that they are still the same when the first one is gone; only those that are alike in all have one id.
   */
  idsOf(group: string, asked: readonly OwnAsked[]): readonly number[] {
    const given = new Map<string, number>();
    return asked.map((one) => {
      const place = `${group} ${placeText(one)}`;
      const whole = `${place} ${JSON.stringify([one.condition, one.hitCondition, one.logMessage])}`;
      const known = given.get(whole);
      if (known !== undefined) return known;
      const isTaken = [...given.values()].includes(this.ids.get(place) ?? 0);
      const id = this.idOf(isTaken || this.ids.has(whole) ? whole : place);
      given.set(whole, id);
      return id;
    });
  }

  /** False from the second time on. */
  isFirst(id: number, condition: string | undefined): boolean {
    const key = `${id} ${condition ?? ''}`;
    const isFirst = !this.told.has(key);
    this.told.add(key);
    return isFirst;
  }

  private idOf(key: string): number {
    const id = this.ids.get(key) ?? this.ids.size + 1;
    this.ids.set(key, id);
    return id;
  }
}

function placeText(asked: OwnAsked): string {
  switch (asked.kind) {
    case 'line':
      return `line ${asked.line}`;
    case 'step':
      return `step ${asked.name} ${asked.line}`;
    case 'function':
      return `function ${asked.name}`;
    case 'data':
      return `data ${asked.access} ${asked.target}`;
  }
}
