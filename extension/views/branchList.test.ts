// What the view of branches shows: a tree once there is a branch, and for each where it left, where it ends and what went wrong.
import { describe, expect, it } from 'vitest';
import { branchDescription, BranchLists, branchesBelow, branchTooltip, withDescendants } from './branchList';

const LIST = {
  branches: [
    { name: 'main', step: 1578, recorded: 1712, complete: true },
    {
      name: 'refused',
      parent: 'main',
      from: 1578,
      line: 15,
      statement: 'label "in zswap"',
      change: 'fail swap charge once',
      step: 1649,
      recorded: 1650,
      complete: false,
      finding: { line: 22, message: 'Expected app.heap[0] is phys on disk0, found zswap (vswap:512).' },
    },
    {
      name: 'deeper',
      parent: 'refused',
      from: 1600,
      line: 21,
      statement: 'writeback 1 pages',
      function: 'folio_realloc_swap',
      change: 'app.heap[0] = 0x0000000000000000',
      step: 1601,
      recorded: 1690,
      complete: true,
    },
    {
      name: 'late',
      parent: 'main',
      from: 1712,
      change: 'app: read heap[1]',
      step: 1713,
      recorded: 1740,
      complete: true,
    },
  ],
  current: 'deeper',
};

function listed(body: unknown = LIST): { readonly lists: BranchLists; readonly changes: () => number } {
  const lists = new BranchLists();
  let changes = 0;
  lists.onDidChange(() => changes++);
  lists.told('s', body);
  return { lists, changes: () => changes };
}

const names = (parent: string | undefined): readonly string[] => {
  const list = listed().lists.of('s');
  return list === undefined ? [] : branchesBelow(list, parent).map(({ name }) => name);
};

it('puts each below the run that it left', () => {
  expect([names(undefined), names('main'), names('refused'), names('deeper')]).toEqual([
    ['main'],
    ['refused', 'late'],
    ['deeper'],
    [],
  ]);
});

it('is empty while there is only the program itself', () => {
  const list = listed({ branches: LIST.branches.slice(0, 1), current: 'main' }).lists.of('s');
  expect(list && branchesBelow(list, undefined)).toEqual([]);
});

it('knows what goes with a branch', () => {
  const list = listed().lists.of('s');
  expect(list && withDescendants(list, 'main')).toEqual(['deeper', 'refused', 'late', 'main']);
});

describe('says', () => {
  const texts = (name: string): readonly string[] => {
    const list = listed().lists.of('s');
    const branch = list?.branches.find((one) => one.name === name);
    if (list === undefined || branch === undefined) return [];
    const isCurrent = list.current === name;
    return [branchDescription(branch, isCurrent), branchTooltip(branch, isCurrent)];
  };

  it.each([
    [
      'main',
      'the program itself \u00b7 ends at step 1712',
      'main\nThe program itself.\nStands at step 1578.\nEnds at step 1712.',
    ],
    [
      'refused',
      'fail swap charge once \u00b7 line 15, step 1578 \u00b7 fails on line 22',
      'refused\nWhat is different: fail swap charge once\nLeft "main" before step 1578, line 15: label "in zswap".\nStands at step 1649.\nIt is not recorded to its end yet: continue there.\nLine 22 failed: Expected app.heap[0] is phys on disk0, found zswap (vswap:512).',
    ],
    [
      'deeper',
      'here \u00b7 app.heap[0] = 0x0 \u00b7 line 21, step 1600 \u00b7 ends at step 1690',
      'deeper: you are here\nWhat is different: app.heap[0] = 0x0000000000000000\nLeft "refused" before step 1600, line 21 in folio_realloc_swap(): writeback 1 pages.\nEnds at step 1690.',
    ],
    [
      'late',
      'app: read heap[1] \u00b7 end, step 1712 \u00b7 ends at step 1740',
      'late\nWhat is different: app: read heap[1]\nLeft "main" before step 1712, at the end of the program.\nStands at step 1713.\nEnds at step 1740.',
    ],
  ])('of %s', (name, description, tooltip) => {
    expect(texts(name)).toEqual([description, tooltip]);
  });
});

it('takes only what is a list, tells each change once, and forgets a session that ended', () => {
  const { lists, changes } = listed();
  lists.told('s', LIST);
  lists.told('s', { branches: 'none' });
  const moved = LIST.branches.map((one) => ({ ...one, step: one.name === 'deeper' ? 1650 : one.step }));
  lists.told('s', { ...LIST, branches: moved });
  expect(changes()).toBe(1);
  expect(lists.of('s')?.branches.map(({ step }) => step)).toContain(1650);
  lists.told('s', { ...LIST, current: 'main' });
  expect([changes(), lists.of('s')?.current, lists.of('other')]).toEqual([2, 'main', undefined]);
  lists.forget('s');
  lists.forget('s');
  expect([changes(), lists.of('s')]).toEqual([3, undefined]);
});
