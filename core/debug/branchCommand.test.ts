// A change that is typed where a branch is to begin: what of it is its name.
import { expect, it } from 'vitest';
import { typedChange } from './branchCommand';

it.each<readonly [string, ReturnType<typeof typedChange>]>([
  ['writeback 4 pages', { line: 'writeback 4 pages' }],
  ['app: read heap[0]', { line: 'app: read heap[0]' }],
  ['app.heap[0] = 0', { line: 'app.heap[0] = 0' }],
  ['swap_table(vswap:512).count = 3', { line: 'swap_table(vswap:512).count = 3' }],
  ['task other; other: map heap 4 pages', { line: 'task other; other: map heap 4 pages' }],
  ['refused: fail swap charge once', { line: 'fail swap charge once', name: 'refused' }],
  ['what if: app: read heap[0]', { line: 'app: read heap[0]', name: 'what if' }],
  ['zeroed: virtual_table(vswap:512) = 0', { line: 'virtual_table(vswap:512) = 0', name: 'zeroed' }],
  ['branch "a b": writeback 1 pages', { line: 'writeback 1 pages', name: 'a b' }],
  ['branch refused: fail swap charge once', { line: 'fail swap charge once', name: 'refused' }],
  ['app.heap[0]', undefined],
  ['expect app.heap[0] is phys', undefined],
  ['branch x:', undefined],
  ['switch main', undefined],
  ['', undefined],
])('%s', (typed, expected) => {
  expect(typedChange(typed)).toEqual(expected);
});
