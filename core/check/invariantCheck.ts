// The laws as a run's own check: at rest after each statement or after every step; a broken law is told with its words, its step, and who wrote them last.
import type { Kernel } from '../mm/kernel.js';
import type { Finding } from '../scenario/outcome.js';
import { wholeOf, type Operation } from '../timeline/moment.js';
import type { RecordedRun } from '../timeline/recordedRun.js';
import type { TimelineOptions } from '../timeline/recorder.js';
import { breakingWrite } from './breakingWrite.js';
import type { InSlices } from './inSlices.js';
import { told } from './invariants.js';
import { StepJudge, type Break } from './stepJudge.js';
import { stepStory, wordStory } from './wordStory.js';

/** When the laws are looked at: after each statement, after every step too, or never. */
export const CHECK_MODES = ['statement', 'step', 'off'] as const;
export type CheckMode = (typeof CHECK_MODES)[number];

/**
 * Options for one Timeline, not to be shared between two. `step` costs a pass over all words after each step that writes, `statement` one after each
 * statement, and, when a law is broken, some two hundred more to find the step that broke it.
 */
export function invariantCheck(mode: CheckMode): Pick<TimelineOptions, 'check' | 'prepareCheck' | 'checkStep'> {
  if (mode === 'off') return {};
  const judge = new StepJudge();
  const check = (k: Kernel, run: RecordedRun): readonly Finding[] => {
    const operation = run.operations.at(-1);
    if (operation === undefined) return [];
    const breaks = judge.atRest(k, run.recordedSteps - 1);
    if (breaks.length === 0) return [];
    const byViolation = new Map(breaks.map((one) => [one.violation, one]));
    return told([...byViolation.keys()], (violation) => {
      const found = byViolation.get(violation);
      return found === undefined ? violation.what : breakStory(k, run, found, operation);
    });
  };
  const prepareCheck = (k: Kernel): InSlices<void> => judge.prepareRest(k);
  if (mode === 'statement') return { check, prepareCheck };
  return { check, prepareCheck, checkStep: (k, step) => judge.afterStep(k, step) };
}

function breakStory(
  k: Kernel,
  run: RecordedRun,
  { violation, words, brokenIn, noticedAfter }: Break,
  operation: Operation,
): string {
  const { firstWrite, firstStep } = wholeOf(operation);
  const told = [violation.what, ...words.map((word) => wordStory(run, word))].join('; ');
  if (brokenIn !== undefined) {
    const noticed =
      brokenIn === noticedAfter ? '' : `; the functions that were running may break it until step ${noticedAfter}`;
    return `${told}. It broke in ${stepStory(run, brokenIn)}${noticed}`;
  }
  const write = breakingWrite(k, violation, firstWrite, operation.firstWrite + operation.writeCount);
  return write === undefined
    ? `${told}. It was broken before ${stepStory(run, firstStep)}`
    : `${told}. It broke in ${stepStory(run, run.stepOfWrite(write))}`;
}
