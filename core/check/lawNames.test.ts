// The names that a scenario may say it breaks are those of the laws that are checked.
import { expect, test } from 'vitest';
import { LAWS } from '../scenario/lawNames';
import { INVARIANTS } from './invariants';

test('the language knows each law, and no other', () => {
  expect(LAWS).toEqual(INVARIANTS.map(({ name }) => name));
});
