// The kinds of findings that a person can have the run stop at, and which finding is of which kind.
import type { Finding } from '../timeline/moment';

export const FINDING_FILTERS = ['expectation', 'invariant', 'warning', 'loss', 'allocation'] as const;
export type FindingFilter = (typeof FINDING_FILTERS)[number];

/** A condition that the kernel checks with WARN or BUG (facts 4.3). */
const KERNEL_WARN = 'VS0410';
/** No page frame for the next page; swapoff without memory to read back what is on the device. */
const NO_MEMORY: readonly string[] = ['VS0403', 'VS0407'];

/** undefined: a finding that nobody can have the run stop at, such as a statement about a task that has exited. */
export function filterOf({ kind, code }: Finding): FindingFilter | undefined {
  if (kind !== 'warning') return kind;
  if (code === KERNEL_WARN) return 'warning';
  return NO_MEMORY.includes(code) ? 'allocation' : undefined;
}
