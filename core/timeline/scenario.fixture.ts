// Scenario texts run from the first statement to the last, for tests: what was not as expected comes back as readable lines.
import { expect } from 'vitest';
import { checkInvariants } from '../check/invariants';
import { watching } from '../check/watch';
import { compileScenario } from '../scenario/compile';
import type { Program } from '../scenario/program';
import type { KernelName } from '../word/kernelName';
import { Timeline, type TimelineOptions } from './timeline';

export const KERNELS: readonly KernelName[] = ['6.18', 'p4', 'ste-v1', 'ste-v2', 'ste-latest'];
export const DIRECT: readonly KernelName[] = ['6.18', 'p4'];
export const VIRTUAL: readonly KernelName[] = ['ste-v1', 'ste-v2', 'ste-latest'];

export function compiled(text: string): Program {
  const { value, problems } = compileScenario(text, 'test.vswap');
  if (value === undefined) throw new Error(`${problems.map(({ message }) => message).join('\n')}\n${text}`);
  return value;
}

/** The laws and the contents of all pages are looked at after every statement. */
export function timelineOf(text: string, options: TimelineOptions = watching({ check: checkInvariants })): Timeline {
  return new Timeline(compiled(text), options);
}

/** A scenario run to its end. */
export function recorded(text: string, options?: TimelineOptions): Timeline {
  const timeline = timelineOf(text, options);
  while (timeline.recordNext());
  return timeline;
}

/** `line 7: Expected ..., found ...` for each finding of each statement. */
export function findingsOf({ operations }: Timeline): readonly string[] {
  return operations.flatMap(({ statement, findings }) =>
    findings.map(({ message }) => `line ${statement.range.line}: ${message}`),
  );
}

/**
 * Runs a scenario whose machine block says `kernel KERNEL` on each of the kernels: every expectation and every invariant holds.
 * `findings`: what is found all the same, as parts of the messages, in order.
 */
export function check(text: string, kernels: readonly KernelName[], findings: readonly string[] = []): void {
  for (const kernel of kernels) {
    const found = findingsOf(recorded(text.replace('KERNEL', kernel)));
    expect(
      found.filter((line, i) => findings[i] === undefined || !line.includes(findings[i])),
      `on ${kernel}`,
    ).toEqual([]);
    expect(found.length, `findings on ${kernel}`).toBe(findings.length);
  }
}
