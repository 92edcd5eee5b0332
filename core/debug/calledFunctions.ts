// Which kernel functions are called between here and the end of the current line: what a person can choose to step into.
import { stepIndex } from '../word/brand';
import { breathe, prepared, SLICE_STEPS } from './patience';
import { depthOf, endOf, operationAt, type Position } from './position';
import type { Search } from './search';

const MOST_NAMES = 50;
/** Looked at; a statement over many pages calls the same functions over and over. */
const MOST_STEPS = 20_000;

/** Each name once, in the order of the first calls. Leaves memory anywhere. */
export async function calledFunctions({ run, control }: Search, from: Position): Promise<readonly string[]> {
  const operation = operationAt(run, from.step);
  if (operation === undefined) return [];
  await prepared(run, from.step, control);
  const depth = depthOf(run.moment(stepIndex(from.step)).frame);
  const names = new Set<string>();
  const end = Math.min(endOf(operation), from.step + MOST_STEPS);
  for (let step = from.step + 1; step < end && names.size < MOST_NAMES; step++) {
    await prepared(run, step, control);
    const { frame } = run.moment(stepIndex(step));
    // In a kernel function only the present line counts: it is over when its own frame goes on.
    if (depth > 0 && depthOf(frame) <= depth) break;
    if (frame !== undefined) names.add(frame.name);
    if (step % SLICE_STEPS === 0) await breathe(control);
  }
  return [...names];
}
