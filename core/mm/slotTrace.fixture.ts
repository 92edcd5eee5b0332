// The states that one slot goes through while a scenario runs, step by step: what facts 3.24 and 3.25 describe as arrows.
import { compiled } from '../timeline/scenario.fixture';
import { Timeline } from '../timeline/timeline';
import { decodeWord } from '../word/decode';
import { wordOf } from '../word/halves';
import type { KernelName } from '../word/kernelName';
import type { SlotView, WordView } from './view';

/**
 * Each state once as long as it lasts: `free`, `PFN c1`, `Shadow c1 Z`, `Pointer vswap:512 C`, `Bad`; with a virtual table behind a bar
 * (`PFN c1 | ZSWAP`, `Shadow c1 | disk0:1`).
 */
export function traceOf(text: string, slot: string, kernel: KernelName): readonly string[] {
  const run = new Timeline(compiled(text.replace('KERNEL', kernel)), { checkStep: () => undefined });
  const states: string[] = [];
  do {
    const state = stateOf(run, slot);
    if (states.at(-1) !== state) states.push(state);
  } while (run.advance(1) !== 'over');
  return states;
}

export interface LastStatement {
  /** One list of states for each slot asked for, from just before the statement to its end. */
  readonly states: readonly (readonly string[])[];
  /** Pages charged to cgroup `web` before and after. */
  readonly charge: readonly [number, number];
}

/** What the last statement of a scenario does to some slots and to the charge of cgroup `web`. */
export function lastStatementOf(text: string, slots: readonly string[], kernel: KernelName): LastStatement {
  const program = compiled(text.replace('KERNEL', kernel));
  const run = new Timeline(program, { checkStep: () => undefined });
  for (let i = 1; i < program.statements.length; i++) run.recordNext();
  const charge = (): number => (run.view.counter('web.swap.current') ?? 0) / 4096;
  const before = charge();
  const states = slots.map((slot) => [stateOf(run, slot)]);
  while (run.advance(1) !== 'over')
    slots.forEach((slot, i) => {
      const state = stateOf(run, slot);
      if (states[i]?.at(-1) !== state) states[i]?.push(state);
    });
  return { states, charge: [before, charge()] };
}

/** The state of `disk0:1` or `vswap:512` now. */
export function stateOf(run: Timeline, slot: string): string {
  const [device = '', offset = ''] = slot.split(':');
  const entry = run.view.entryOf(device, Number(offset));
  const view = entry === undefined ? undefined : run.view.slot(entry);
  return view === undefined ? 'off' : slotText(run, view);
}

function slotText(run: Timeline, { swapTable, virtualTable, count }: SlotView): string {
  const word = swapTable === undefined ? 'free' : wordText(run, swapTable, count);
  const backing = virtualTable === undefined ? 'NONE' : backingText(run, virtualTable);
  return virtualTable === undefined || (word === 'free' && backing === 'NONE') ? word : `${word} | ${backing}`;
}

function wordText(run: Timeline, { lo, hi }: WordView, count: number | undefined): string {
  const { kind, fields } = decodeWord(wordOf(lo, hi), 'swap_table', run.kernel.variant.name);
  const field = (name: string): bigint | undefined => fields.find((one) => one.name === name)?.value;
  switch (kind) {
    case 'NULL':
      return 'free';
    case 'PFN':
    case 'Shadow':
      return `${kind} c${count ?? '?'}${field('zero') === 1n ? ' Z' : ''}`;
    case 'Pointer':
      return `Pointer vswap:${field('offset') ?? '?'}${field('cache_only') === 1n ? ' C' : ''}`;
    default:
      return kind;
  }
}

function backingText(run: Timeline, { lo, hi }: WordView): string {
  const { kind, fields } = decodeWord(wordOf(lo, hi), 'virtual_table', run.kernel.variant.name);
  if (kind !== 'SWAPFILE') return kind;
  const field = (name: string): number => Number(fields.find((one) => one.name === name)?.value ?? -1n);
  const device = run.view.devices().find(({ type }) => type === field('type'));
  return `${device?.name ?? '?'}:${field('offset')}`;
}
