// What the list of places in time offers for what is typed.
import { expect, test } from 'vitest';
import { seekChoices } from './seekChoices';

const PLACES = {
  bookmarks: [
    { name: 'before writeback', step: 40, line: 9 },
    { name: 'moved', step: undefined, line: 7 },
  ],
  labels: [{ name: 'full', line: 12 }],
  step: 50,
  newest: 70,
  recorded: 90,
};

test.each([
  ['12', { kind: 'step', step: 12 }],
  [' 50 % ', { kind: 'percent', percent: 50 }],
  ['0%', { kind: 'percent', percent: 0 }],
])('%j comes first as a place', (typed, to) => {
  expect(seekChoices(typed, PLACES)[0]).toMatchObject({ to, isTyped: true });
});

test.each(['', 'full', '101%', '-1', '1.5', '1'.repeat(20)])('%j adds no place', (typed) => {
  expect(seekChoices(typed, PLACES).some(({ isTyped }) => isTyped)).toBe(false);
});

test('names and the ends of the run are always there', () => {
  expect(seekChoices('', PLACES).map(({ to }) => to)).toEqual([
    { kind: 'bookmark', name: 'before writeback' },
    { kind: 'bookmark', name: 'moved' },
    { kind: 'label', name: 'full' },
    { kind: 'step', step: 70 },
    { kind: 'step', step: 0 },
    { kind: 'percent', percent: 100 },
  ]);
});
