// Details of steps are the same however they are reached: one after the other, or each from a run that was never looked at.
import { describe, expect, it } from 'vitest';
import { stepIndex } from '../word/brand';
import type { Moment } from './moment';
import { recorded } from './scenario.fixture';

const LONG = `machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 64M }
task app
app: map heap 600 pages
app: write heap[0..599] text seed 7
app: pageout heap[0..599]
`;

/** What a moment says, without the run that it is of. */
const told = ({ step, write, frame }: Moment): string => {
  const names = [];
  for (let at = frame; at !== undefined; at = at.parent)
    names.push(`${at.name}:${at.text}:${JSON.stringify(at.locals)}`);
  return `${step} ${write} ${names.join(' < ')}`;
};

describe('moments of a statement of many steps', () => {
  it('do not depend on the order in which they are asked for', { timeout: 60_000 }, () => {
    const run = recorded(LONG);
    const operation = run.operations.at(-1);
    const first = operation?.firstStep ?? 0;
    const count = operation?.stepCount ?? 0;
    expect(count).toBeGreaterThan(3 * 8192);
    const probes = Array.from({ length: 4 }, (_, i) => first + Math.floor(((count - 1) * i) / 3));
    const inOrder = new Map<number, string>();
    for (let step = first; step < first + count; step += 97) run.moment(stepIndex(step));
    for (const step of probes) inOrder.set(step, told(run.moment(stepIndex(step))));
    for (const step of [...probes].reverse()) {
      const fresh = recorded(LONG);
      expect(told(fresh.moment(stepIndex(step)))).toBe(inOrder.get(step));
    }
  });

  it('stay right when the cursor moves in between', { timeout: 60_000 }, () => {
    const run = recorded(LONG);
    const { firstStep, stepCount } = run.operations.at(-1) ?? { firstStep: 0, stepCount: 0 };
    for (let step = firstStep; step < firstStep + stepCount; step += 1000) {
      const { write, frame } = run.moment(stepIndex(step));
      run.seek(stepIndex(step));
      expect(run.kernel.mem.cursor).toBe(write);
      run.seek(stepIndex(0));
      expect(run.moment(stepIndex(step)).frame).toEqual(frame);
    }
  });
});
