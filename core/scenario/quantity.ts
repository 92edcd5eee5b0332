// Numbers in statements and in the machine block: read, put into one unit, held within bounds.

import type { Quantity } from './generated/ast.js';
import type { Context } from './context.js';
import { PAGE_SIZE, parseNumber, spellBytes } from './literals.js';
import type { SourceRange } from './program.js';
import { rangeOf } from './sourceRange.js';

export const MAX_CPUS = 64;

/** `what` begins the message: "The number of CPUs". Both bounds are allowed values. */
export interface Wanted {
  readonly what: string;
  readonly min: number;
  readonly max: number;
}

/** A plain number without a unit. */
export function readCount(node: Quantity, wanted: Wanted, context: Context): number | undefined {
  const read = readNumber(node, context, `a number from ${wanted.min} to ${wanted.max}`, wanted.what);
  if (read === undefined) return undefined;
  const range = rangeOf(node);
  if (read.unit !== 'plain') {
    context.problems.error(
      'VS0132',
      range,
      `${wanted.what} is a plain number, but ${textOf(node)} is a size. Write a number from ${wanted.min} to ${wanted.max}.`,
    );
    return undefined;
  }
  return within(read.value, wanted, range, String, textOf(node), context);
}

/** A size with its unit, in pages: `64M` or `16 pages`. */
export function readPages(node: Quantity, wanted: Wanted, context: Context): number | undefined {
  const read = readNumber(node, context, 'a size such as 64M or 16 pages', wanted.what);
  if (read === undefined) return undefined;
  const range = rangeOf(node);
  const text = textOf(node);
  if (read.unit === 'plain') {
    context.problems.error(
      'VS0132',
      range,
      `${wanted.what} needs a unit: ${text} what? Write ${text} pages, or bytes such as ${text}M.`,
      [`${text} pages`, `${text}M`],
    );
    return undefined;
  }
  if (read.unit === 'bytes' && read.value % PAGE_SIZE !== 0) {
    context.problems.error('VS0132', range, `${wanted.what} must be whole pages: ${text} is not a multiple of 4K.`);
    return undefined;
  }
  const pages = read.unit === 'bytes' ? read.value / PAGE_SIZE : read.value;
  return within(pages, wanted, range, (bound) => spellBytes(bound * PAGE_SIZE), text, context);
}

/** The number as written, with its unit; undefined (with a message) for words and wrong numbers. */
export function readNumber(
  node: Quantity,
  context: Context,
  expected: string,
  what: string,
): { readonly value: number; readonly unit: 'plain' | 'bytes' | 'pages' } | undefined {
  const range = rangeOf(node);
  if (node.number === undefined) {
    context.problems.error('VS0130', range, `${what} must be ${expected}, but here stands "${node.word ?? ''}".`);
    return undefined;
  }
  const parsed = parseNumber(node.number, node.unit);
  if ('wrong' in parsed) {
    context.problems.error('VS0130', range, `${what} must be ${expected}: ${parsed.wrong}.`);
    return undefined;
  }
  return { value: Number(parsed.value) * (node.negative ? -1 : 1), unit: parsed.unit };
}

/** A CPU of the machine. */
export function readCpu(node: Quantity | undefined, context: Context): number | undefined {
  if (node === undefined) return undefined;
  const parsed = node.number === undefined ? undefined : parseNumber(node.number, node.unit);
  const cpu = parsed === undefined || 'wrong' in parsed || node.negative ? undefined : Number(parsed.value);
  if (cpu === undefined || cpu < context.cpus || cpu >= MAX_CPUS)
    return readCount(node, { what: 'A CPU', min: 0, max: context.cpus - 1 }, context);
  const has = context.cpus === 1 ? 'one CPU, number 0' : `${context.cpus} CPUs, 0 to ${context.cpus - 1}`;
  context.problems.error(
    'VS0136',
    rangeOf(node),
    `There is no CPU ${cpu}: the machine has ${has}. Write "cpus ${cpu + 1}" in the machine block, or choose another.`,
  );
  return undefined;
}

export function textOf(node: Quantity): string {
  return (
    node.word ?? `${node.negative ? '-' : ''}${node.number ?? ''}${node.unit === undefined ? '' : ` ${node.unit}`}`
  );
}

function within(
  value: number,
  wanted: Wanted,
  range: SourceRange,
  spell: (bound: number) => string,
  text: string,
  context: Context,
): number | undefined {
  if (value >= wanted.min && value <= wanted.max) return value;
  const problem = value < wanted.min ? `${text} is too small` : `${text} is too large`;
  const bounds = wanted.max === wanted.min ? spell(wanted.min) : `from ${spell(wanted.min)} to ${spell(wanted.max)}`;
  context.problems.error('VS0131', range, `${wanted.what} must be ${bounds}: ${problem}.`);
  return undefined;
}
