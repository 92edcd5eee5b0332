// What a scope shows: named values, some with children that are made only when asked for, page by page.

export interface Page {
  /** undefined: named children first, then indexed ones. */
  readonly filter: 'named' | 'indexed' | undefined;
  /** First child and number of children, of those that `filter` leaves. */
  readonly start: number;
  readonly count: number;
  /** Integers in hexadecimal. */
  readonly hex: boolean;
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** The C type or the kernel's macro. */
  readonly type: string | undefined;
  /** Address that the value points to or stands at. */
  readonly address: bigint | undefined;
  /** Scenario expression that gives this value. */
  readonly expression: string | undefined;
  /** What it is set by: an expression or address that wordEdit.ts takes. undefined: it stands in no word of its own, and is only looked at. */
  readonly place: string | undefined;
  readonly children: Children | undefined;
}

export interface Children {
  readonly namedCount: number;
  readonly indexedCount: number;
  readonly load: (page: Page) => readonly Variable[];
}

type Rest = Partial<Omit<Variable, 'name' | 'value'>>;

export function variable(name: string, value: string, rest: Rest = {}): Variable {
  const nothing = { type: undefined, address: undefined, expression: undefined, place: undefined, children: undefined };
  return { name, value, ...nothing, ...rest };
}

/** Children that are few: `make` is called with whether integers are wanted in hexadecimal. */
export function namedChildren(count: number, make: (hex: boolean) => readonly Variable[]): Children {
  return children(count, make, 0, () => []);
}

/** `makeIndexed` gets a start and a count within `indexedCount`. */
export function children(
  namedCount: number,
  makeNamed: (hex: boolean) => readonly Variable[],
  indexedCount: number,
  makeIndexed: (start: number, count: number, hex: boolean) => readonly Variable[],
): Children {
  const load = ({ filter, start, count, hex }: Page): readonly Variable[] => {
    const named = filter === 'indexed' ? [] : makeNamed(hex).slice(start, start + count);
    if (filter === 'named') return named;
    const skipped = filter === undefined ? namedCount : 0;
    const first = Math.max(start - skipped, 0);
    const room = Math.min(count - named.length, indexedCount - first);
    return room > 0 ? [...named, ...makeIndexed(first, room, hex)] : named;
  };
  return { namedCount, indexedCount, load };
}

/** An integer as a person asked to see it. */
export function numberText(value: number | bigint, hex: boolean): string {
  return hex && value >= 0 ? `0x${value.toString(16)}` : value.toString();
}
