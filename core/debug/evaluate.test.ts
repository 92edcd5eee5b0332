// How the value of an expression is written: numbers as they are asked for, everything else as it is.
import { expect, it } from 'vitest';
import { stepIndex } from '../word/brand';
import { evaluateAt } from './evaluate';
import { realRun, WALK } from './realDebugger.fixture';

it.each([
  ['255', '255', '0xff'],
  ['200 + 55', '255', '0xff'],
  ['web.swap.max', '4194304', '0x400000'],
  ['vmstat.zswpout', '4', '0x4'],
  ['swap_table(disk0:0).word', '18446744073709551608', '0xfffffffffffffff8'],
  ['web.swap.max == 255', 'false (found 4194304)', 'false (found 4194304)'],
  ['app.heap[9]', 'none', 'none'],
])('%s', (text, decimal, hex) => {
  const run = realRun(WALK);
  while (run.recordNext());
  run.seek(stepIndex(run.recordedSteps));
  const shown = [false, true].map((isHex) => {
    const found = evaluateAt(run, undefined, text, isHex);
    return found.kind === 'value' ? found.variable.value : found.message;
  });
  expect(shown).toEqual([decimal, hex]);
});
