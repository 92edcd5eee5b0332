// Status bar and panel say the same of a place in time.
import { expect, test } from 'vitest';
import { timeText } from './timeText';

test.each([
  [{ step: 0, newest: 0 }, 'step 0', undefined],
  [{ step: 1679, newest: 1679 }, 'step 1679', undefined],
  [{ step: 1678, newest: 1679 }, 'step 1678 of 1679', '1 step before the newest one'],
  [{ step: 0, newest: 12 }, 'step 0 of 12', '12 steps before the newest one'],
])('%o is "%s"', (at, place, behind) => {
  expect(timeText(at)).toEqual({ place, behind });
});
