// What every check of a scenario carries along.

import type { AstNode } from 'langium';
import type { Names } from './names.js';
import type { ProblemList } from './problemList.js';
import type { SourceRange } from './program.js';
import { rangeOf } from './sourceRange.js';
import { NOT_MODELLED_YET, type Feature } from './modelled.js';

export interface Context {
  readonly names: Names;
  readonly problems: ProblemList;
  readonly source: string;
  /** Set by the machine block; bounds `on cpu`. */
  cpus: number;
  /** Pages of memory of the machine. */
  memoryPages: number;
  /** Lines (1-based) that the parser could not read: their statements declare names and are not checked. */
  readonly brokenLines: ReadonlySet<number>;
  /** What the bodies of the loops around created and did not end; checked where a loop ends. */
  readonly loops: { readonly declared: Map<string, SourceRange> }[];
}

/** Where a statement stands: a task that comes to life in a race would do so in no certain order. */
export type Place = 'top' | 'loop' | 'race';

/** Reports what the language knows and the model does not; true when it may run. */
export function requireModelled(feature: Feature, range: SourceRange, what: string, context: Context): boolean {
  if (!NOT_MODELLED_YET.has(feature)) return true;
  context.problems.error(
    'VS0190',
    range,
    `${what} is not modelled yet: the scenario is understood, but cannot run with this version. Take the line out to run the rest.`,
  );
  return false;
}

/** A node that touches a broken line may lack any of its parts and is not looked at; the words of such lines count as known names. */
export function isBroken(node: AstNode, context: Context): boolean {
  const { line, endLine } = rangeOf(node);
  for (let each = line; each <= endLine; each++) if (context.brokenLines.has(each)) return true;
  return false;
}
