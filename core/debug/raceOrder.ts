// Moving one CPU of a race and leaving the others: whether the record has it so, the turns that a branch takes otherwise, and where such a move ends.
import type { Turn } from '../scenario/program';
import type { Moment, Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import type { Goal } from './search';
import { waitText } from './waits';

export type Order =
  /** The record has that CPU go on, as far as it can. */
  | { readonly kind: 'recorded' }
  | { readonly kind: 'turns'; readonly turns: readonly Turn[]; readonly text: string }
  /** It cannot go on; a sentence. */
  | { readonly kind: 'problem'; readonly message: string };

const RECORDED: Order = { kind: 'recorded' };

/** What has to be done so that CPU `cpu` takes the next steps. */
export function orderFor({ operation, others = [], step, cpu: next }: Moment, cpu: number): Order {
  if (operation.race === undefined || cpu === next) return RECORDED;
  const other = others.find((one) => one.cpu === cpu);
  if (other === undefined)
    return problem(
      operation.race.whole.statement.blocks.some((block) => block.cpu === cpu)
        ? `CPU ${cpu} has nothing left to do in this race; CPU ${next} goes on.`
        : `CPU ${cpu} has no part in this race; CPU ${next} goes on.`,
    );
  const waits = waitText(other);
  if (waits !== undefined) return problem(`CPU ${cpu} waits for ${waits}: step the CPU that holds it first.`);
  return { kind: 'turns', turns: [{ cpu, steps: undefined }], text: `CPU ${cpu} goes on at step ${step}` };
}

/** `goal` for the CPU of `moment`: steps of others do not reach it, but forwards the move ends where one of them goes on. */
export function ofCpu(goal: Goal, moment: Moment | undefined, direction: 1 | -1, cpu = moment?.cpu): Goal {
  const whole = moment?.operation.race?.whole;
  if (whole === undefined) return goal;
  const ends = direction === 1;
  const isOwn = (operation: Operation): boolean => operation.race?.whole !== whole || operation.cpu === cpu;
  const { atStatement, atStep } = goal;
  return {
    atStatement: (operation) => (isOwn(operation) ? atStatement(operation) : ends),
    atTurn: (operation) => !isOwn(operation) && ends,
    atStep: atStep && ((at) => isOwn(at.operation) && atStep(at)),
  };
}

/** To the end of the CPU's part in the race that it is in. */
export function alone(moment: Moment | undefined): Goal {
  const whole = moment?.operation.race?.whole;
  const isBehind = ({ race }: Operation): boolean => whole !== undefined && race?.whole !== whole;
  return ofCpu({ atStatement: isBehind, atStep: undefined }, moment, 1);
}

/** Why a move that began at `from` ended at a step of another CPU of the race; undefined: it did not. */
export function turnText(from: Moment | undefined, at: Moment): string | undefined {
  const { race } = at.operation;
  if (from === undefined || race === undefined || from.operation.race?.whole !== race.whole) return undefined;
  const { cpu } = from;
  if (at.cpu === cpu) return undefined;
  const left = at.others?.find((one) => one.cpu === cpu);
  if (left === undefined) return `CPU ${cpu} has done its part of the race; CPU ${at.cpu} goes on.`;
  const waits = waitText(left);
  return waits === undefined
    ? `Here the order that is being gone over leaves CPU ${cpu} for CPU ${at.cpu}.`
    : `CPU ${cpu} waits for ${waits}; CPU ${at.cpu} goes on.`;
}

/** The turns that the CPUs of the last race have taken before the cursor, as a scenario writes them; undefined: no race has begun. */
export function scheduleText(run: RecordedRun): string | undefined {
  const before = run.operations.filter(({ firstStep }) => firstStep < run.cursor);
  const whole = before.findLast(({ race }) => race !== undefined)?.race?.whole;
  if (whole === undefined) return undefined;
  const turns: { cpu: number; steps: number }[] = [];
  for (const { cpu, race, firstStep, stepCount } of before) {
    if (race?.whole !== whole) continue;
    const steps = Math.min(stepCount, run.cursor - firstStep);
    const last = turns.at(-1);
    if (last?.cpu === cpu) last.steps += steps;
    else turns.push({ cpu, steps });
  }
  return `schedule ${turns.map(({ cpu, steps }) => `${cpu}:${steps}`).join(', ')}`;
}

const problem = (message: string): Order => ({ kind: 'problem', message });
