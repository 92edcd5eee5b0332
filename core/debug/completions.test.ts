// What the console offers where a line is about branches, and that a command is offered with the rest of the line that it wants.
import { describe, expect, it } from 'vitest';
import { pseudoSource } from '../mm/generated/pseudoSource';
import type { BranchNamed } from './branchCompletions';
import { completionsAt } from './completions';
import { realRun, WALK } from './realDebugger.fixture';

const run = realRun(WALK);
while (run.recordNext());
const BRANCHES: readonly BranchNamed[] = [
  { name: 'main', change: undefined, isCurrent: false, isParent: true },
  { name: 'refused', change: 'fail swap charge once', isCurrent: false, isParent: true },
  { name: 'branch 1', change: 'app.heap[0] = 0', isCurrent: false, isParent: false },
  { name: 'deeper', change: 'writeback 1 pages', isCurrent: true, isParent: false },
];

/** The lines that come of the completions of what is typed. */
function completed(typed: string): readonly string[] {
  const { start, found } = completionsAt(run.view, pseudoSource, undefined, BRANCHES, typed);
  return found.map(({ label, insert }) => typed.slice(0, start) + (insert?.text ?? label));
}

describe('branches in the console', () => {
  it.each<readonly [string, readonly string[]]>([
    ['bra', ['branch NAME: ', 'branches']],
    ['BRA', ['branch NAME: ', 'branches']],
    ['sw', ['swap_table', 'switch', 'swapon', 'swapoff']],
    ['switch ', ['switch main', 'switch refused', 'switch branch 1']],
    ['switch b', ['switch branch 1']],
    ['switch branch ', ['switch branch 1']],
    ['switch "br', ['switch "branch 1"']],
    ['delete ', ['delete branch', 'delete all']],
    ['delete b', ['delete branch']],
    ['delete branch ', ['delete branch branch 1']],
    ['delete  branch br', ['delete  branch branch 1']],
    ['rename ', ['rename refused', 'rename "branch 1"', 'rename deeper']],
    ['rename "bra', ['rename "branch 1"']],
    ['rename refused ', []],
    ['compare ', ['compare main', 'compare refused', 'compare "branch 1"', 'compare deeper']],
    ['compare main ', ['compare main refused', 'compare main "branch 1"', 'compare main deeper']],
    ['compare "branch 1" d', ['compare "branch 1" deeper']],
    ['compare main refused ', []],
    ['branch x', []],
    ['branch what if: writeb', ['branch what if: writeback']],
    ['branch x: app.he', ['branch x: app.heap']],
    ['branch x: bre', []],
    ['comp', ['compare']],
    ['swit', ['switch']],
    ['sched', ['schedule']],
    ['wri', ['writeback']],
    ['mach', []],
  ])('%s', (typed, expected) => {
    expect(completed(typed)).toEqual(expected);
  });
});

it('offers the part of a command that is to be typed over', () => {
  const { found } = completionsAt(run.view, pseudoSource, undefined, BRANCHES, 'bran');
  expect(found[0]?.insert).toEqual({ text: 'branch NAME: ', selected: 'NAME' });
});
