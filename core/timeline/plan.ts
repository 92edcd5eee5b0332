// What a run does, operation by operation: that of a program, and that of a branch, which is its parent's with something else put in.
import type { Program, Statement, Turn } from '../scenario/program.js';
import type { Interrupt } from './moment.js';
import { unroll, type UnrolledStatement } from './unroll.js';

/** Operations as they are to run, those before the `first` left out; each call begins anew. */
export type Plan = (first: number) => Iterator<UnrolledStatement, void>;

export function programPlan(program: Program): Plan {
  return (first) => skip(unroll(program), first);
}

/** Before the parent's operation `before`, these. */
export function planWith(parent: Plan, before: number, inserted: readonly UnrolledStatement[]): Plan {
  return function* (first) {
    if (first < before) yield* take(parent(first), before - first);
    yield* inserted.slice(Math.max(first - before, 0));
    yield* rest(parent(Math.max(before, first - inserted.length)));
  };
}

/** The parent's operation `number`, interrupted. */
export function planInterrupted(parent: Plan, number: number, interrupt: Interrupt): Plan {
  return function* (first) {
    let at = first;
    for (const planned of rest(parent(first))) {
      const isHere = at++ === number;
      yield isHere ? { ...planned, interrupts: [...(planned.interrupts ?? []), interrupt] } : planned;
    }
  };
}

/** The parent's operation `number`, a race, with other turns. */
export function planScheduled(parent: Plan, number: number, schedule: readonly Turn[]): Plan {
  return function* (first) {
    let at = first;
    for (const planned of rest(parent(first))) {
      const { statement } = planned;
      yield at++ === number && statement.kind === 'race'
        ? { ...planned, statement: { ...statement, schedule } }
        : planned;
    }
  };
}

/** `continues`: what is under way in the machine is not waited for. */
export function whatIf(statement: Statement, continues: boolean): Statement {
  const { range, text } = statement;
  return {
    kind: 'whatIf',
    edit: { kind: 'statement', statement },
    range,
    text,
    ...(continues ? { continues: true as const } : {}),
  };
}

function* skip<T>(from: Iterator<T, void>, count: number): Generator<T, void, void> {
  for (let n = 0; n < count; n++) if (from.next().done === true) return;
  yield* rest(from);
}

function* take<T>(from: Iterator<T, void>, count: number): Generator<T, void, void> {
  for (let n = 0; n < count; n++) {
    const next = from.next();
    if (next.done === true) return;
    yield next.value;
  }
}

function* rest<T>(from: Iterator<T, void>): Generator<T, void, void> {
  for (let next = from.next(); next.done !== true; next = from.next()) yield next.value;
}
