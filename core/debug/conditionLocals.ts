// Which locals of a kernel function the condition of a breakpoint names: when they are there, and whether the function has them at all.
import { localType } from '../mm/locals';
import type { Program } from '../scenario/program';
import type { Frame } from '../timeline/moment';
import { LOCAL_NAME } from './localVariables';
import { pseudoFunction, type PseudoSources } from './pseudoSource';
import { loopVariableNames } from './statementLines';

/** Locals that the condition names and the function sets sooner or later. In gdb they would be there from the start, with values that mean nothing. */
export function namedLocals(sources: PseudoSources, name: string, condition: string | undefined): readonly string[] {
  const locals = pseudoFunction(sources, name)?.locals ?? [];
  return namesIn(condition).filter((one) => localType(one) !== undefined && locals.includes(one));
}

/** Why a breakpoint with this condition could never stop there; undefined: it could. */
export function unknownLocal(
  sources: PseudoSources,
  program: Program,
  name: string,
  condition: string | undefined,
): string | undefined {
  const locals = pseudoFunction(sources, name)?.locals;
  if (locals === undefined) return undefined;
  const loops = loopVariableNames(program);
  const unknown = namesIn(condition).find(
    (one) => localType(one) !== undefined && !locals.includes(one) && !loops.includes(one),
  );
  if (unknown === undefined) return undefined;
  const has = locals.length === 0 ? 'no locals' : locals.join(', ');
  return `${name} has no local "${unknown}", so this condition never holds: it has ${has}.`;
}

/** Whether `frame` is where a breakpoint on its function is: its first step at which all of the locals are there. `earlier`: the same call one step before; undefined: it is called just now. */
export function isWhereAsked(locals: readonly string[], frame: Frame, earlier: Frame | undefined): boolean {
  const isSet = (at: Frame): boolean => locals.every((one) => Object.hasOwn(at.locals, one));
  return isSet(frame) && (earlier === undefined || !isSet(earlier));
}

/** Why an expression has no answer in a frame, when that is so because it names a local that is not there, or not yet. */
export function unsetLocal(
  frame: Frame,
  text: string,
  variables: Readonly<Record<string, number>>,
): string | undefined {
  const unset = namesIn(text).find(
    (one) => localType(one) !== undefined && !Object.hasOwn(frame.locals, one) && !Object.hasOwn(variables, one),
  );
  return unset === undefined ? undefined : `${frame.name} has not set "${unset}" at its line ${frame.line}.`;
}

function namesIn(condition = ''): readonly string[] {
  return [...condition.matchAll(LOCAL_NAME)].map(([name]) => name);
}
