// Where a step ends by itself, forwards and backwards: over, into and out of calls in a kernel function, statements and loops outside of one.
import type { Program } from '../scenario/program';
import type { Moment } from '../timeline/moment';
import { depthOf } from './position';
import type { Goal } from './search';
import { stepLines, type PseudoSources } from './pseudoSource';
import { enclosingBlock, isWithin, statementLines } from './statementLines';

export type StepKind = 'over' | 'into' | 'out';

/** Nowhere: only breakpoints and the ends of the run stop such a move. */
export const NOWHERE: Goal = { atStatement: () => false, atStep: undefined };

/** The same in both directions: over a call is past its steps, out of a function is at its call or behind it. */
export function stepGoal(program: Program, moment: Moment | undefined, kind: StepKind): Goal {
  const depth = depthOf(moment?.frame);
  if (kind === 'into') return { atStatement: () => true, atStep: () => true };
  if (depth > 0) {
    const deepest = kind === 'over' ? depth : depth - 1;
    return { atStatement: () => true, atStep: ({ frame }) => depthOf(frame) <= deepest };
  }
  if (kind === 'over' || moment === undefined) return { atStatement: () => true, atStep: undefined };
  const block = enclosingBlock(program, moment.operation.statement);
  if (block === undefined) return NOWHERE;
  return { atStatement: ({ statement }) => !isWithin(statement.range, block), atStep: undefined };
}

/** The first step of a call of `name` that is made from here on: a target of "step into". */
export function intoFunction(moment: Moment | undefined, name: string): Goal {
  const depth = depthOf(moment?.frame);
  return { atStatement: () => true, atStep: ({ frame }) => frame?.name === name && depthOf(frame) > depth };
}

/** A line of the program, or of a kernel function's pseudo-source. */
export type CursorPlace =
  | { readonly kind: 'statement'; readonly line: number }
  | { readonly kind: 'step'; readonly name: string; readonly line: number };

/** The first line from `place` on where a run can stand, as breakpoints move; undefined: there is none. */
export function standingPlace(program: Program, sources: PseudoSources, place: CursorPlace): CursorPlace | undefined {
  const lines = place.kind === 'statement' ? statementLines(program) : stepLines(sources, place.name);
  const line = lines.find((candidate) => candidate >= place.line);
  return line === undefined ? undefined : { ...place, line };
}

export function cursorGoal(place: CursorPlace): Goal {
  return place.kind === 'statement'
    ? // What a branch puts in before a line is not the line.
      {
        atStatement: ({ statement }) => statement.kind !== 'whatIf' && statement.range.line === place.line,
        atStep: undefined,
      }
    : {
        atStatement: () => false,
        atStep: ({ frame }) => frame?.name === place.name && frame.line === place.line,
      };
}
