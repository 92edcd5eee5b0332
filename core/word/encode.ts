// From a kind and the values of its fields to the word that the kernel would build.

import { fieldNamed, formatFor, kindNamed, type LayoutOptions } from './formats';
import { hex } from './hex';
import type { KernelName } from './kernelName';
import {
  bitMask,
  greatestValue,
  placed,
  rawBits,
  widthOf,
  type FormatId,
  type WordField,
  type WordKind,
} from './layout';
import { wordError, wordWarning, type WordProblem } from './wordProblem';

export interface EncodedWord {
  /** undefined exactly when a problem is an error. */
  readonly value: bigint | undefined;
  readonly problems: readonly WordProblem[];
}

/**
 * Fields that are not given get what the kernel always stores there, or 0. Values are refused when out of range; a value that the kernel's own
 * shift would push onto a neighbour or off the word (RFC v1 and v2, facts 1.8 and 1.9) is pushed the same way, with a warning.
 */
export function encodeWord(
  id: FormatId,
  kernel: KernelName,
  kindName: string,
  values: ReadonlyMap<string, bigint>,
  options: LayoutOptions = {},
): EncodedWord {
  const format = formatFor(id, kernel, options);
  const kind = kindNamed(format, kindName);
  if (kind === undefined) {
    const known = format.kinds.map(({ name }) => name).join(', ');
    const message = `${format.title} of kernel ${kernel} has no kind "${kindName}": expected one of ${known}`;
    return { value: undefined, problems: [wordError('VS0204', message)] };
  }
  const problems = [...values].flatMap(([name, value]) => fieldProblems(kind, name, value));
  if (problems.some(({ severity }) => severity === 'error')) return { value: undefined, problems };

  let word = 0n;
  for (const field of kind.fields) {
    const value = values.get(field.name);
    word |= value === undefined ? unsetBits(field) : placed(value, field);
  }
  if (kind.neverStored !== undefined)
    problems.push(wordWarning('VS0212', `the kernel never stores this word: ${kind.neverStored}`));
  if (kind.name === 'Invalid')
    problems.push(wordWarning('VS0212', format.absent ?? 'the kernel never stores this word'));
  const actual = recognisedAs(format.kinds, word);
  if (actual !== kind.name && kind.name !== 'Invalid' && actual !== undefined) {
    problems.push(
      wordWarning('VS0212', `the word that these fields make reads back as ${actual}, not as ${kind.name}`),
    );
  }
  return { value: word, problems };
}

const unsetBits = (field: WordField): bigint =>
  field.fixed === undefined ? placed(0n, field) : field.fixed << BigInt(field.low);

const recognisedAs = (kinds: readonly WordKind[], word: bigint): string | undefined =>
  kinds.find(({ mask, match }) => (word & mask) === match)?.name;

function fieldProblems(kind: WordKind, name: string, value: bigint): WordProblem[] {
  const field = fieldNamed(kind, name);
  if (field === undefined) {
    const known = kind.fields.filter(isSettable).map((f) => f.name);
    const expected = known.length === 0 ? 'no field: nothing of it can be chosen' : `one of ${known.join(', ')}`;
    return [wordError('VS0205', `${kind.name} has no field "${name}": expected ${expected}`)];
  }
  const greatest = greatestValue(field);
  if (value < 0n || value > greatest) {
    return [wordError('VS0206', `${name} is ${value}: expected 0 to ${greatest} (${hex(greatest)})`)];
  }
  if (field.stored === 'pointer' && (value & bitMask(field.low - 1, 0)) !== 0n) {
    return [
      wordError('VS0206', `${name} is ${hex(value)}: expected an address that is a multiple of ${1 << field.low}`),
    ];
  }
  const word = placed(value, field);
  if (field.fixed !== undefined && rawBits(word, field) !== field.fixed) {
    return [wordWarning('VS0210', `${name} is ${hex(value)}: the kernel always stores ${hex(field.fixed)} there`)];
  }
  if (field.stored !== 'pointer' && value >> BigInt(widthOf(field)) !== 0n) {
    const lost = `only bits ${widthOf(field) - 1}..0 of ${name} fit its place; the kernel's shift pushes the others above bit ${field.high}`;
    return [wordWarning('VS0211', `${name} is ${value}: ${lost}`)];
  }
  return [];
}

/** Fields whose value is a choice, not a mark. */
export const isSettable = (field: WordField): boolean => field.fixed === undefined;
