// Moving one CPU of a race and leaving the others: whether the record has it so, the turns that a branch takes otherwise, and where such a move ends.
import type { RaceStatement, Turn } from '../scenario/program';
import type { Moment, Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import { stepIndex } from '../word/brand';
import { prepared, type Control } from './patience';
import type { Goal } from './search';

export type Order =
  /** The record has that CPU go on, as far as it can. */
  | { readonly kind: 'recorded' }
  | { readonly kind: 'turns'; readonly turns: readonly Turn[]; readonly text: string }
  /** It cannot go on; a sentence. */
  | { readonly kind: 'problem'; readonly message: string };

const RECORDED: Order = { kind: 'recorded' };

/** What has to be done so that CPU `cpu` takes the next steps. Leaves memory anywhere. */
export async function orderFor(run: RecordedRun, moment: Moment, cpu: number, control: Control): Promise<Order> {
  const { operation, others = [] } = moment;
  const { race } = operation;
  if (race === undefined) return RECORDED;
  const turns: Order = {
    kind: 'turns',
    turns: [{ cpu, steps: undefined }],
    text: `CPU ${cpu} goes on at step ${moment.step}`,
  };
  if (cpu === moment.cpu)
    return followsOrder(race.whole.statement) || !(await isLeft(run, operation, control)) ? RECORDED : turns;
  const other = others.find((one) => one.cpu === cpu);
  if (other === undefined) return problem(`CPU ${cpu} has nothing left to do in this race; CPU ${moment.cpu} goes on.`);
  if (other.waitsAt !== undefined)
    return problem(`CPU ${cpu} waits for another CPU ("${other.waitsAt}"): step that one first.`);
  return turns;
}

/** Whether the record goes over to another CPU while this one could go on. */
async function isLeft(run: RecordedRun, from: Operation, control: Control): Promise<boolean> {
  const whole = from.race?.whole;
  const next = run.operations.slice(from.index + 1).find(({ cpu, race }) => cpu !== from.cpu || race?.whole !== whole);
  if (next === undefined || next.race?.whole !== whole) return false;
  await prepared(run, next.firstStep, control);
  const left = run.moment(stepIndex(next.firstStep)).others?.find(({ cpu }) => cpu === from.cpu);
  return left !== undefined && left.waitsAt === undefined;
}

/** The scenario says who takes which step, and nobody has changed it: steps follow it. */
function followsOrder({ schedule, isChosen }: RaceStatement): boolean {
  return schedule !== undefined && isChosen !== true;
}

/** `goal` for the CPU of `moment`: steps of others do not reach it. Forwards, the move ends where one of them goes on, unless the scenario wants it so. */
export function ofCpu(goal: Goal, moment: Moment | undefined, direction: 1 | -1): Goal {
  const whole = moment?.operation.race?.whole;
  if (moment === undefined || whole === undefined) return goal;
  const ends = direction === 1 && !followsOrder(whole.statement);
  const isOwn = ({ cpu, race }: Operation): boolean => race?.whole !== whole || cpu === moment.cpu;
  const { atStatement, atStep } = goal;
  return {
    atStatement: (operation) => (isOwn(operation) ? atStatement(operation) : ends),
    atTurn: (operation) => !isOwn(operation) && ends,
    atStep: atStep && ((at) => isOwn(at.operation) && atStep(at)),
  };
}

/** Why a move of CPU `cpu` ended at a step of another one; undefined: it did not. */
export function turnText(cpu: number, moment: Moment): string | undefined {
  if (moment.operation.race === undefined || moment.cpu === cpu) return undefined;
  const left = moment.others?.find((one) => one.cpu === cpu);
  if (left === undefined) return `CPU ${cpu} has done its part of the race; CPU ${moment.cpu} goes on.`;
  return left.waitsAt === undefined
    ? `The schedule goes over to CPU ${moment.cpu}.`
    : `CPU ${cpu} waits for another CPU ("${left.waitsAt}"); CPU ${moment.cpu} goes on.`;
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
