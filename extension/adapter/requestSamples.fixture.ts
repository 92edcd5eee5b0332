// Arguments for any request, made from the protocol's own types: right ones, and ones that are wrong in a single place. So a request that is added is tested.
import packageJson from '../../package.json';
import { isRecord } from './inlineClient.fixture';
import { protocolTypes, type TypeSchema } from './protocolSchema.fixture';

/** Values that mean something in a session, by the name of the property that they belong to; what is not here is made up. */
export type Known = Readonly<Record<string, unknown>>;

export interface WrongArguments {
  /** The place that is wrong, as in `breakpoints[0].line`; empty: the arguments as a whole. */
  readonly place: string;
  readonly args: unknown;
}

/** Types nest in themselves (`Source.sources`). */
const DEEPEST = 4;

/** `all`: every property that there is; else only those that must be there. */
export function rightArguments(command: string, known: Known, all: boolean): unknown {
  const type = argumentsType(command);
  return type === undefined ? undefined : sample(type, '', known, all, 0);
}

/** The full arguments, each time with one place of another type or left out. */
export function wrongArguments(command: string, known: Known): readonly WrongArguments[] {
  const whole = [7, 'x', true, ['x']].map((args) => ({ place: '', args }));
  const type = argumentsType(command);
  if (type === undefined) return whole;
  const right = rightArguments(command, known, true);
  return [...whole, ...wrongPlaces(type, right, '', 0)];
}

/** What the protocol says of a request's arguments, for a launch also what we say; undefined when it takes any or none. */
function argumentsType(command: string): TypeSchema | undefined {
  if (command === 'launch') return LAUNCH;
  const request = protocolTypes[`DebugProtocol.${command.slice(0, 1).toUpperCase()}${command.slice(1)}Request`];
  if (request === undefined) throw new Error(`the protocol has no request ${command}`);
  const type = request.properties?.['arguments'];
  const found = type === undefined ? {} : resolved(type);
  return found.type === undefined ? undefined : found;
}

const [ours] = packageJson.contributes.debuggers;
const LAUNCH: TypeSchema = {
  type: 'object',
  properties: {
    ...protocolTypes['DebugProtocol.LaunchRequestArguments']?.properties,
    ...ours?.configurationAttributes.launch.properties,
  },
  required: ours?.configurationAttributes.launch.required ?? [],
};

function resolved(type: TypeSchema): TypeSchema {
  if (type.$ref !== undefined) {
    const name = decodeURIComponent(type.$ref.replace('#/definitions/', ''));
    return resolved(protocolTypes[name] ?? {});
  }
  if (type.anyOf?.[0] !== undefined) return resolved(type.anyOf[0]);
  return type;
}

const typeOf = (type: TypeSchema): string | undefined => (typeof type.type === 'string' ? type.type : type.type?.[0]);

/** One name stands for several things: `line` is also a flag of a stack trace's format. */
function isOf(type: string | undefined, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return typeof value === 'number';
  return type === undefined || typeof value === type;
}

function sample(given: TypeSchema, name: string, known: Known, all: boolean, depth: number): unknown {
  const type = resolved(given);
  if (Object.hasOwn(known, name) && isOf(typeOf(type), known[name])) return known[name];
  if (type.const !== undefined) return type.const;
  if (type.enum !== undefined) return type.enum[0];
  switch (typeOf(type)) {
    case 'string':
      return 'x';
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return depth < DEEPEST && type.items !== undefined ? [sample(type.items, '', known, all, depth + 1)] : [];
    case 'object': {
      const names = Object.keys(type.properties ?? {}).filter(
        (property) => type.required?.includes(property) === true || (all && depth < DEEPEST),
      );
      return Object.fromEntries(
        names.map((property) => [property, sample(type.properties?.[property] ?? {}, property, known, all, depth + 1)]),
      );
    }
    default:
      return 'x';
  }
}

/** By what is expected: values that are something else, or of the kind but impossible. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  string: [7, true, {}, [], 'x'.repeat(100_000)],
  number: ['x', true, {}, [], -1, 0.5, 1e300],
  integer: ['x', true, {}, [], -1, 0.5, 1e300],
  boolean: [7, 'x', {}, []],
  array: ['x', 7, {}, [null], [7], Array<unknown>(20_000).fill({})],
  object: ['x', 7, true, ['x']],
};

function* wrongPlaces(given: TypeSchema, right: unknown, place: string, depth: number): Generator<WrongArguments> {
  const type = resolved(given);
  if (place !== '') for (const args of WRONG[typeOf(type) ?? ''] ?? []) yield { place, args };
  if (depth > DEEPEST) return;
  if (Array.isArray(right) && right.length > 0 && type.items !== undefined)
    for (const wrong of wrongPlaces(type.items, right[0], `${place}[0]`, depth + 1))
      yield { ...wrong, args: [wrong.args] };
  if (!isRecord(right)) return;
  for (const [name, property] of Object.entries(type.properties ?? {})) {
    if (!Object.hasOwn(right, name)) continue;
    const inner = place === '' ? name : `${place}.${name}`;
    if (type.required?.includes(name) === true) {
      const { [name]: _left, ...args } = right;
      yield { place: inner, args };
    }
    for (const wrong of wrongPlaces(property, right[name], inner, depth + 1))
      yield { ...wrong, args: { ...right, [name]: wrong.args } };
  }
}
