// The trace of a statement as text: indentation by frame, each call once, locals where they change, cut where asked.

import { expect, test } from 'vitest';
import { scriptedRun } from '../debug/scriptedRun.fixture';
import type { Frame } from '../timeline/moment';
import { traceOperation } from './runTrace';

type Locals = Readonly<Record<string, number>>;
const frame = (name: string, text: string, locals: Locals, parent?: Frame): Frame => ({
  name,
  line: 1,
  text,
  locals,
  parent,
});

const first = { address: 0x200000000000, write: 1 };
const second = { address: 0x200000001000, write: 0 };
const calling = frame('handle_mm_fault', 'do_anonymous_page(vmf)', first);

/** As a run has it: the locals of a call grow step by step, and a new call begins without those of the last one. */
const STEPS: readonly (Frame | undefined)[] = [
  undefined,
  frame('handle_mm_fault', 'ptep = PTE of address', first),
  calling,
  frame('do_anonymous_page', 'allocate', { folio: 0 }, calling),
  frame('do_anonymous_page', 'map folio', { folio: 8, order: 0 }, calling),
  frame('handle_mm_fault', 'return', first),
  frame('handle_mm_fault', 'ptep = PTE of address', second),
  frame('count_event', 'vm_events[event]++', { nr: 2 }),
];

function trace(most: number): readonly string[] {
  const run = scriptedRun(`3 app: write heap[0..1] zero\n${'  f:1 x\n'.repeat(STEPS.length - 1)}`, {}, 'story.vswap');
  run.recordNext();
  const [operation] = run.operations;
  if (operation === undefined) throw new Error('the script has one operation');
  const { program, view } = run;
  return traceOperation(
    { program, view, moment: (step) => ({ ...run.moment(step), frame: STEPS[step] }) },
    operation,
    most,
  );
}

test('frames indent, a call is named once, locals appear when they are new', () => {
  expect(trace(100)).toEqual([
    'story.vswap:3 app: write heap[0..1] zero',
    '  handle_mm_fault()',
    '    ptep = PTE of address    [address = 0x200000000000, write = true]',
    '    do_anonymous_page(vmf)',
    '      allocate    [folio = NULL]',
    '      map folio    [folio = 0xffff88a000000040, order = 0]',
    '    return',
    '  handle_mm_fault()',
    '    ptep = PTE of address    [address = 0x200000001000, write = false]',
    '  count_event()',
    '    vm_events[event]++    [nr = 2]',
  ]);
});

test('what is cut is counted', () => {
  expect(trace(2)).toEqual([...trace(100).slice(0, 4), '  ... 5 more steps of this statement']);
  expect(trace(0)).toEqual([...trace(100).slice(0, 1), '  ... 7 more steps of this statement']);
  expect(trace(7)).toEqual(trace(100));
});
