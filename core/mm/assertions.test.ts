// Every condition that the kernel checks with WARN or BUG can be seen to fail, under its name, on each kernel that has it; runs tell it with the step.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PAGES, slotsOf } from '../check/places.fixture';
import { KERNELS, recorded, timelineOf } from '../timeline/scenario.fixture';
import { CANNOT_FAIL, DRIVES } from './assertionDrives.fixture';
import { ASSERTION_NAMES, ASSERTIONS } from './assertions';
import { KernelAssertionError } from './kernel';
import { set_ci_count } from './swap_cluster';

describe.each(KERNELS)('%s', (kernel) => {
  const here = ASSERTION_NAMES.filter(
    (name) => ASSERTIONS[name].kernels.includes(kernel) && DRIVES[name] !== undefined,
  );

  test.each(here)('%s', (name) => {
    const run = recorded(PAGES.replace('KERNEL', kernel));
    let failed: unknown;
    try {
      DRIVES[name]?.(run.kernel, run);
    } catch (error) {
      failed = error;
    }
    expect(failed).toBeInstanceOf(KernelAssertionError);
    expect(failed).toMatchObject({ assertion: name });
  });
});

test('each is driven, or it is said why it cannot fail', () => {
  expect(ASSERTION_NAMES.filter((name) => (DRIVES[name] === undefined) === (CANNOT_FAIL[name] === undefined))).toEqual(
    [],
  );
});

test('docs/invariants.md lists each with its meaning', () => {
  const docs = readFileSync(new URL('../../docs/invariants.md', import.meta.url), 'utf8');
  const missing = ASSERTION_NAMES.filter((name) => !docs.includes(`| \`${name}\` | ${ASSERTIONS[name].meaning} |`));
  expect(missing).toEqual([]);
});

test('a run tells the condition, what it means, the step and the functions', () => {
  const run = timelineOf(`${PAGES.replace('KERNEL', 'p4')}print "now"\napp: free heap[1]\n`, {
    check: (k, { operations }) => {
      if (operations.at(-1)?.statement.kind === 'print') set_ci_count(k, slotsOf(k), 0);
      return [];
    },
  });
  while (run.recordNext());
  expect(run.operations.at(-1)?.findings).toMatchObject([
    {
      code: 'VS0410',
      message: expect.stringMatching(
        /^__swap_cluster_free_entries: cluster count \(a cluster counts the slots that are freed\): more slots are freed than are in use\. It stopped in step \d+, in __swap_cluster_free_entries < swap_put_entries_cluster < /,
      ) as string,
    },
  ]);
});
