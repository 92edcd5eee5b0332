// Why the condition of a breakpoint can never have an answer at its place: told when it is set, not when the run comes by.
import { compileExpression, syntaxProblemOf } from '../scenario/compileExpression';
import { STATES } from '../scenario/expressionWords';
import { didYouMean, nearest } from '../scenario/nearest';
import type { Problem, Program } from '../scenario/program';
import { programNames } from '../scenario/programNames';
import { unknownLocal } from './conditionLocals';
import type { PointPlace } from './point';
import { pseudoFunction, type PseudoSources } from './pseudoSource';
import { loopVariableNames } from './statementLines';

const PAGES = Number.MAX_SAFE_INTEGER;

/**
 * undefined: it may have one. Only what is wrong for ever counts: the form, and names that can be nothing there. A task, an area or a device that is not there now may
 * come, and what a local is worth is known when it is there.
 */
export function conditionProblem(
  sources: PseudoSources,
  program: Program,
  place: PointPlace,
  condition: string | undefined,
): string | undefined {
  if (condition === undefined || condition.trim() === '') return undefined;
  const syntax = syntaxProblemOf(condition);
  if (syntax !== undefined) return `"${condition}" is no condition: ${syntax}`;
  const missing = 'name' in place ? unknownLocal(sources, program, place.name, condition) : undefined;
  if (missing !== undefined) return missing;
  const { areas, ...names } = programNames(program);
  const loops = loopVariableNames(program);
  const locals = localsAt(sources, place);
  const { problems } = compileExpression(condition, {
    tasks: names.tasks.map((name) => ({ name, areas: areas.map((area) => ({ name: area, pages: PAGES })) })),
    devices: [...names.devices, 'vswap'].map((name) => ({ name, pages: PAGES })),
    cgroups: names.cgroups,
    variables: [...loops, ...(locals ?? [])],
  });
  const wrong = problems.find((problem) => isForEver(problem, condition));
  if (wrong === undefined) return undefined;
  if (wrong.code !== 'VS0124') return `This condition never holds: ${wrong.message}`;
  return locals === undefined ? undefined : nothingNamed(place, wordAt(wrong, condition), loops, locals);
}

/** What a frame there may have; undefined: not known. */
function localsAt(sources: PseudoSources, place: PointPlace): readonly string[] | undefined {
  switch (place.kind) {
    case 'statement':
      return [];
    case 'step':
    case 'function':
      return pseudoFunction(sources, place.name)?.locals;
    case 'data':
      return [...new Set(Object.values(sources).flatMap(({ locals }) => locals ?? []))];
  }
}

function nothingNamed(place: PointPlace, name: string, loops: readonly string[], locals: readonly string[]): string {
  const variables = loops.length === 0 ? 'the program has no loop variables' : `loop variables are ${loops.join(', ')}`;
  switch (place.kind) {
    case 'statement':
      return `Nothing is named "${name}" at a statement, so this condition never holds: ${variables}, and locals are there in kernel functions only.`;
    case 'step':
    case 'function': {
      const has = locals.length === 0 ? 'no locals' : locals.join(', ');
      return `${place.name} has no local "${name}", so this condition never holds: it has ${has}.`;
    }
    case 'data': {
      const fixes = nearest(name, [...loops, ...locals]);
      const hint = fixes.length > 0 ? didYouMean(fixes) : '';
      return `No kernel function has a local "${name}", so this condition never holds: ${variables}.${hint}`;
    }
  }
}

function isForEver(problem: Problem, text: string): boolean {
  switch (problem.code) {
    case 'VS0124':
    case 'VS0142':
    case 'VS0143':
      return true;
    case 'VS0144':
      // Of what is not there now nobody knows what it counts.
      return text[problem.range.endColumn] !== '.';
    case 'VS0145':
      // A state that there is may be asked of a local, whose value has another type than is known here.
      return !Object.hasOwn(STATES, wordAt(problem, text));
    default:
      return false;
  }
}

const wordAt = ({ range }: Problem, text: string): string => text.slice(range.column, range.endColumn);
