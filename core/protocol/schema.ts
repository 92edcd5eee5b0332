// Schema combinators: one value is both the TypeScript type of a message and its run-time check, so that the two cannot drift apart.

/** Answer of a check, in the shape of every parser of the project: a value, or why there is none. Never both absent. */
export interface Checked<T> {
  readonly value: T | undefined;
  readonly problems: readonly string[];
}

/** Why a value was refused, and where in it; the path grows on the way out, so that accepting costs nothing. */
class Refusal {
  constructor(
    readonly reason: string,
    readonly path: string = '',
  ) {}

  within(step: string): Refusal {
    return new Refusal(this.reason, step + this.path);
  }
}

/** `read` answers a fresh value with the known fields only: what a message carries besides is dropped, not passed on. */
export interface Schema<T> {
  readonly read: (value: unknown) => T | Refusal;
}

export type Infer<S> = S extends Schema<infer T> ? T : never;
type Fields = Readonly<Record<string, Schema<unknown>>>;
type StructOf<F extends Fields> = { readonly [K in keyof F]: Infer<F[K]> };
type VariantsOf<V extends Readonly<Record<string, Fields>>> = {
  [K in keyof V]: { readonly kind: K } & StructOf<V[K]>;
}[keyof V];

/** Checks a message from the other side. Never throws, whatever it is given. */
export function check<T>(schema: Schema<T>, message: unknown): Checked<T> {
  try {
    const value = schema.read(message);
    if (!(value instanceof Refusal)) return { value, problems: [] };
    return { value: undefined, problems: [`message${value.path}: ${value.reason}`] };
  } catch {
    // Only a getter or proxy of a hostile object can come here; a structured clone has neither.
    return { value: undefined, problems: ['message: could not be read'] };
  }
}

export const flag: Schema<boolean> = {
  read: (value) => (typeof value === 'boolean' ? value : expected('true or false', value)),
};

/** A whole number from `least` to `most`, both allowed. */
export function integer(least: number, most: number): Schema<number> {
  return {
    read: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
        ? value
        : expected(`a whole number from ${least} to ${most}`, value),
  };
}

/** Text of at most `most` UTF-16 units. */
export function text(most: number): Schema<string> {
  return {
    read: (value) => {
      if (typeof value !== 'string') return expected('text', value);
      return value.length <= most ? value : new Refusal(`expected at most ${most} characters, found ${value.length}`);
    },
  };
}

const HEX = /^0x[0-9a-f]{16}$/;

/** A 64-bit word or address as people write it: `0x` and sixteen lower-case digits. */
export const hex64: Schema<string> = {
  read: (value) =>
    typeof value === 'string' && HEX.test(value) ? value : expected('0x and 16 hexadecimal digits', value),
};

export function literal<const L extends string | number | boolean>(...allowed: readonly L[]): Schema<L> {
  return { read: (value) => allowed.find((one) => one === value) ?? expected(`one of ${allowed.join(', ')}`, value) };
}

/** undefined, also when the field is absent: JSON has no undefined. */
export function maybe<T>(schema: Schema<T>): Schema<T | undefined> {
  return { read: (value) => (value === undefined ? undefined : schema.read(value)) };
}

export function array<T>(of: Schema<T>, most: number): Schema<readonly T[]> {
  return {
    read: (value) => {
      if (!Array.isArray(value)) return expected('a list', value);
      if (value.length > most) return new Refusal(`expected at most ${most} elements, found ${value.length}`);
      const elements: T[] = [];
      for (let i = 0; i < value.length; i++) {
        const element = of.read(value[i]);
        if (element instanceof Refusal) return element.within(`[${i}]`);
        elements.push(element);
      }
      return elements;
    },
  };
}

export function struct<const F extends Fields>(fields: F): Schema<StructOf<F>> {
  const entries = Object.entries(fields);
  return {
    read: (value) => {
      if (!isRecord(value)) return expected('an object', value);
      const result: Record<string, unknown> = {};
      for (const [name, schema] of entries) {
        const member = schema.read(Object.hasOwn(value, name) ? value[name] : undefined);
        if (member instanceof Refusal) return member.within(`.${name}`);
        result[name] = member;
      }
      return result as StructOf<F>;
    },
  };
}

/** A union told apart by `kind`. */
export function variants<const V extends Readonly<Record<string, Fields>>>(cases: V): Schema<VariantsOf<V>> {
  const structs = new Map(
    Object.entries(cases).map(([kind, fields]) => [kind, struct({ kind: literal(kind), ...fields })] as const),
  );
  const kinds = [...structs.keys()].join(', ');
  return {
    read: (value) => {
      if (!isRecord(value)) return expected('an object', value);
      const kind = Object.hasOwn(value, 'kind') ? value['kind'] : undefined;
      const chosen = typeof kind === 'string' ? structs.get(kind) : undefined;
      if (chosen === undefined) return expected(`one of ${kinds}`, kind).within('.kind');
      return chosen.read(value) as VariantsOf<V> | Refusal;
    },
  };
}

/** Both directions of what is said between the host and one webview. */
export interface Conversation<ToView, ToHost> {
  readonly toView: Schema<ToView>;
  readonly toHost: Schema<ToHost>;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LONGEST_QUOTE = 40;

/** Quotes only what is short and plain, so that a refusal cannot be made long or made to run foreign code. */
function expected(what: string, found: unknown): Refusal {
  const shown =
    typeof found === 'string'
      ? JSON.stringify(found.length > LONGEST_QUOTE ? `${found.slice(0, LONGEST_QUOTE)}...` : found)
      : typeof found === 'number' || typeof found === 'boolean' || found === undefined || found === null
        ? String(found)
        : Array.isArray(found)
          ? 'a list'
          : `a value of type ${typeof found}`;
  return new Refusal(`expected ${what}, found ${shown}`);
}
