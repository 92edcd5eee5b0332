// Loops and races: blocks whose statements run again, or at the same time.

import type { Context, Place } from './context.js';
import type * as ast from './generated/ast.js';
import { parseNumber, unquote } from './literals.js';
import type { SourceRange, Statement, Turn } from './program.js';
import { readCount, readCpu } from './quantity.js';
import { rangeOf, rangeOfProperty, span } from './sourceRange.js';

interface At {
  readonly range: SourceRange;
  readonly text: string;
}

/** Analyses the statements of a block; passed in because statements hold blocks and blocks statements. */
export type AnalyseStatements = (
  statements: readonly ast.Statement[],
  place: Place,
  context: Context,
) => readonly Statement[];

const MAX_ROUNDS = 1_000_000;

export function analyseRepeat(
  node: ast.Repeat,
  at: At,
  place: Place,
  context: Context,
  analyseStatements: AnalyseStatements,
): Statement | undefined {
  const times = readCount(node.times, { what: 'The number of rounds', min: 0, max: MAX_ROUNDS }, context);
  const body = analyseBody(node.body, place, (times ?? 2) > 1, context, analyseStatements);
  return times === undefined ? undefined : { ...at, kind: 'repeat', times, body };
}

export function analyseFor(
  node: ast.For,
  at: At,
  place: Place,
  context: Context,
  analyseStatements: AnalyseStatements,
): Statement | undefined {
  const { names, problems } = context;
  const limit = { min: 0, max: 2 ** 40 };
  const first = readCount(node.first, { what: 'The first value', ...limit }, context);
  const last = readCount(node.last, { what: 'The last value', ...limit }, context);
  const rangeOfBounds = span(rangeOf(node.first), rangeOf(node.last));
  const bounds = first === undefined || last === undefined ? undefined : { first, last };
  if (bounds !== undefined && bounds.first > bounds.last) {
    problems.error(
      'VS0133',
      rangeOfBounds,
      `The range is backwards: it begins at ${bounds.first} and ends at ${bounds.last}. Write the smaller number first.`,
      [`${bounds.last}..${bounds.first}`],
    );
  } else if (bounds !== undefined && bounds.last - bounds.first >= MAX_ROUNDS) {
    problems.error(
      'VS0131',
      rangeOfBounds,
      `A loop may have ${MAX_ROUNDS} rounds, and this has ${bounds.last - bounds.first + 1}.`,
    );
  }
  const range = rangeOfProperty(node, 'name');
  names.declare({ kind: 'variable', name: node.name, owner: undefined, range, pages: undefined, values: bounds });
  const body = analyseBody(
    node.body,
    place,
    bounds === undefined || bounds.last > bounds.first,
    context,
    analyseStatements,
  );
  const declared = names.find('variable', node.name);
  if (declared?.range === range)
    names.end('variable', node.name, undefined, at.range.endLine, 'was the variable of a loop that ended');
  return bounds === undefined ? undefined : { ...at, kind: 'for', variable: node.name, ...bounds, body };
}

export function analyseRace(
  node: ast.Race,
  at: At,
  place: Place,
  context: Context,
  analyseStatements: AnalyseStatements,
): Statement | undefined {
  const { problems } = context;
  if (place === 'race') {
    problems.error(
      'VS0155',
      { ...at.range, endLine: at.range.line, endColumn: at.range.column + 'race'.length },
      'A race cannot stand inside a race. Give the race around it one more cpu block instead.',
    );
    return undefined;
  }
  const blocks: { cpu: number; body: readonly Statement[] }[] = [];
  const taken = new Map<number, SourceRange>();
  for (const block of node.blocks) {
    if (context.brokenLines.has(rangeOf(block).line)) continue;
    const cpu = readCpu(block.cpu, context);
    const body = analyseStatements(block.body.statements, 'race', context);
    if (cpu === undefined) continue;
    const before = taken.get(cpu);
    if (before !== undefined)
      problems.error(
        'VS0156',
        rangeOf(block.cpu),
        `CPU ${cpu} has a block already, on line ${before.line}. Each block of a race runs on a CPU of its own: choose another, or join the two.`,
      );
    taken.set(cpu, rangeOf(block));
    blocks.push({ cpu, body });
  }
  const unread = [...context.brokenLines].some((line) => line >= at.range.line && line <= at.range.endLine);
  if (node.blocks.length < 2 && !unread) {
    const count = node.blocks.length === 0 ? 'no cpu block' : 'one cpu block';
    problems.error(
      'VS0156',
      { ...at.range, endLine: at.range.line, endColumn: at.range.column + 'race'.length },
      `A race needs at least two blocks such as "cpu 0 { … }", and this one has ${count}.`,
    );
  }
  const cpus = blocks.map(({ cpu }) => cpu);
  const schedule = node.schedule.flatMap(({ slices }) => analyseTurns(slices, cpus, context));
  const name = node.label === undefined ? '' : unquote(node.label);
  return { ...at, kind: 'race', name, blocks, ...(schedule.length === 0 ? {} : { schedule }) };
}

/** Up to the first turn that is wrong. */
function analyseTurns(slices: readonly ast.Slice[], cpus: readonly number[], context: Context): readonly Turn[] {
  const turns: Turn[] = [];
  for (const slice of slices) {
    const cpu = parseNumber(slice.cpu, undefined);
    if ('wrong' in cpu || !cpus.includes(Number(cpu.value))) {
      context.problems.error(
        'VS0136',
        rangeOf(slice),
        `This race has no block for CPU ${slice.cpu}; its blocks run on ${cpus.join(', ')}.`,
      );
      return turns;
    }
    const steps = slice.steps === undefined ? undefined : parseNumber(slice.steps, undefined);
    if (steps !== undefined && ('wrong' in steps || Number(steps.value) < 1)) {
      context.problems.error(
        'VS0136',
        rangeOf(slice),
        `"${slice.steps ?? ''}" is no number of steps. Write CPU:STEPS with at least one step, or CPU alone for as many as it can take.`,
      );
      return turns;
    }
    turns.push({ cpu: Number(cpu.value), steps: steps === undefined ? undefined : Number(steps.value) });
  }
  return turns;
}

/** What a body declares must be ended in it when it runs more than once. */
function analyseBody(
  body: ast.Block,
  place: Place,
  again: boolean,
  context: Context,
  analyseStatements: AnalyseStatements,
): readonly Statement[] {
  const loop = { declared: new Map<string, SourceRange>() };
  context.loops.push(loop);
  const statements = analyseStatements(body.statements, place === 'race' ? 'race' : 'loop', context);
  context.loops.pop();
  if (again) {
    for (const [key, range] of loop.declared) {
      const [kind = '', ...words] = key.split(' ');
      const end = { task: 'exit it', area: 'unmap it', device: 'swap it off' }[kind] ?? 'end it';
      const name = words.join('.');
      if (kind === 'area' && loop.declared.has(`task ${words[0] ?? ''}`)) continue;
      if (kind === 'area' && context.names.find('task', words[0] ?? '') === undefined) continue;
      context.problems.error(
        'VS0125',
        range,
        `The loop makes ${name} again in every round, and from the second on the name is taken. Move this line before the loop, or ${end} before the round is over.`,
      );
    }
  }
  return statements;
}
