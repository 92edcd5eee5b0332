// What can be set says so, and what says so can be set: every variable of every scope; and what setting does to the word.
import { describe, expect, it } from 'vitest';
import { realDebugger } from './realDebugger.fixture';
import { scopesOf } from './scopes';
import { seekLabel } from './seeks';
import { stackOf, type StackFrame } from './stack';
import type { Variable } from './variable';
import { editOf, editOfVariable } from './wordEdit';

const debug = realDebugger();
await debug.start(true);
await debug.seek((search, from) => seekLabel(search, from, 'out'));
const { run } = debug;

/** What the message of a refusal is, or what the change would be. */
function asked(text: string, value: string, frame?: StackFrame): string {
  const edit = editOf(run, frame, text, value);
  return edit.kind === 'problem' ? edit.message : edit.change.text;
}

/** Every variable below the scopes of a frame, pages of many children at both ends. */
function everyVariable(frame: StackFrame): readonly Variable[] {
  const below = ({ children }: Pick<Variable, 'children'>): readonly Variable[] => {
    if (children === undefined) return [];
    const { namedCount, indexedCount, load } = children;
    const total = namedCount + indexedCount;
    const found = [0, Math.max(total - 2, 8)].flatMap((start) =>
      start < total ? load({ filter: undefined, start, count: start === 0 ? 8 : 2, hex: false }) : [],
    );
    return found.flatMap((one) => [one, ...below(one)]);
  };
  return scopesOf(run, frame).flatMap(({ isLocal, children }) => (isLocal ? [] : below({ children })));
}

function topFrame(): StackFrame {
  const [frame] = stackOf(debug.moment, debug.moment?.cpu ?? 0, debug.sources);
  if (frame === undefined) throw new Error('nothing runs');
  return frame;
}

describe('every variable', () => {
  it('that has a place can be set, and no other can', async () => {
    const all = new Map<string, Variable>();
    for (const find of ['statement', 'folio_realloc_swap'] as const) {
      if (find !== 'statement') {
        debug.breakpoints.setFunctions([find]);
        await debug.move('continue');
      }
      for (const variable of everyVariable(topFrame())) {
        const edit = editOfVariable(run, variable, '1');
        const what = `${variable.name} = ${variable.value}`;
        if (variable.place === undefined) expect([what, edit.kind]).toEqual([what, 'problem']);
        else if (edit.kind === 'problem')
          expect([what, edit.message]).toEqual([what, expect.stringMatching(/no multiple/)]);
        all.set(`${variable.place === undefined ? 'read' : 'set'} ${variable.type ?? ''}`, variable);
      }
    }
    expect([...all.keys()]).toEqual(
      expect.arrayContaining(['set swap_table', 'set virtual_table', 'set pte', 'read ']),
    );
  });
});

describe('setting', () => {
  it.each<readonly [string, string, string | RegExp]>([
    ['vm.page-cluster', '5', 'vm.page-cluster = 5'],
    ['web.swap.max', '8388608', 'web.swap.max = 8388608'],
    ['web.swap.max', '5000', 'web.swap.max counts units of 4096 bytes: 5000 is no multiple of that.'],
    [
      'run.metadata_bytes',
      '0',
      /^run\.metadata_bytes stands in no word of its own, but is worked out from others: set one/,
    ],
    ['disk0.free', '0', /stands in no word of its own/],
    ['count(vswap:512)', '2', /stands in no word of its own/],
    ['nothing.here', '2', /nothing/],
    ['swap_table(vswap:512).count', '3', 'swap_table(vswap:512).count = 3'],
    ['swap_table(vswap:512).count', '300', /^300 does not fit the \d+ bits of count/],
    ['virtual_table(vswap:512).zswap_entry', '0', /is not stored as it is shown: set the whole word/],
  ])('%s = %s', (text, value, expected) => {
    if (typeof expected === 'string') expect(asked(text, value)).toBe(expected);
    else expect(asked(text, value)).toMatch(expected);
  });

  it('a counter of pages, in bytes, sets the pages', () => {
    const edit = editOf(run, undefined, 'web.swap.max', '8388608');
    expect(edit.kind === 'change' && edit.change.kind === 'words' ? edit.change.words : []).toEqual([
      { index: run.view.counterPlace('web.swap.max')?.word, lo: 2048, hi: 0 },
    ]);
  });

  it('a local says what to set instead', async () => {
    debug.breakpoints.setFunctions(['folio_realloc_swap']);
    await debug.seek((search, from) => seekLabel(search, from, 'out'));
    await debug.move('continue');
    await debug.move('next');
    const frame = topFrame();
    expect(asked('entry', '1', frame)).toBe(
      'entry is a local of the running function and stands in no word of memory. Set a word of the slot instead: swap_table(vswap:512) = 0x0, or swap_table(vswap:512).count = 2.',
    );
    const caller = stackOf(debug.moment, debug.moment?.cpu ?? 0, debug.sources)[1];
    expect(asked('folio', '1', caller)).toMatch(
      /Set a word of what it points at instead, by its address: 0xffffea\w+ = 0x0\.$/,
    );
  });
});
