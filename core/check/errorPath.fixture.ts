// One way in which an allocation, a charge, a read or a write can fail, as a row of a table: for errorPaths.test.ts.
import type { KernelName } from '../word/kernelName';

export interface ErrorPath {
  /** Section of the fact sheet that says what happens then. */
  readonly facts: string;
  readonly name: string;
  readonly kernels: readonly KernelName[];
  /** Lines of the machine block; a 4 MiB disk0 and a cgroup web unless given. */
  readonly machine?: string;
  /** After `task app in web`, `app: map heap 64 pages` and text with seed 1 in its first 16 pages. */
  readonly text: string;
  /** A step that only the failure leads to: function, and part of the step's text. */
  readonly taken: readonly [string, string];
  /** Parts of what is found, in order; nothing unless given. */
  readonly findings?: readonly string[];
  /** Statements that leave a machine as the scenario does; none unless given. */
  readonly endsLike?: string;
  /** What may be left over at the end, as in leftovers.fixture.ts. */
  readonly leaves?: readonly string[];
}

/** The first cluster of a device has a bad slot, so that it never gets empty and keeps the memcg table that direct slots brought (facts 1.11, 2.12). */
export const FIRST_CLUSTER = ['swap_memcg_table 2, not 1'];
