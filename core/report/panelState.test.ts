// The panel's state from a small run: what is selected, what changed, and the way back through the reverse map, forwards and backwards in time.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Position } from '../debug/position';
import { panelConversation } from '../protocol/panel';
import { check } from '../protocol/schema';
import { CHANGED, decodeRuns, kindOfCode } from '../protocol/slotRuns';
import { stepIndex } from '../word/brand';
import { changesSince, NO_CHANGES, type ShownRun } from './panelStateChanges';
import { panelStateOf } from './panelState';
import { fakeRun } from './panelState.fixture';
import { wordSummary } from './panelStateWord';
import { follow, nextChanged, NOTHING_SELECTED, reselect, settle, type Selection } from './panelStateSelection';

const VSWAP = 0;
const DISK = 1;
const END = stepIndex(2);

const place = (step: number): Position => ({ step, write: fakeRun().moment(stepIndex(step)).write });

/** State after moving from one step to another with a selection. */
function stateAt(from: number, to: number, selection: Selection = NOTHING_SELECTED) {
  const run = fakeRun();
  run.seek(stepIndex(to));
  const changes = changesSince(run, place(from));
  return panelStateOf({
    run,
    selection: follow(settle(selection, run.view), run.view, changes),
    changes,
    furthest: END,
  });
}

describe('a state', () => {
  test('passes its own check, as JSON would carry it', () => {
    const state = stateAt(0, 2);
    const sent: unknown = JSON.parse(JSON.stringify({ kind: 'state', state }));
    const { value, problems } = check(panelConversation.toView, sent);
    expect(problems).toEqual([]);
    expect(value).toEqual({ kind: 'state', state });
  });

  test('says where the run stands', () => {
    const state = stateAt(0, 1);
    expect(state.position).toEqual({ step: 1, newest: 2, atEnd: false });
    expect(state.now).toMatchObject({ statement: 'writeback 1 pages', line: 17, function: 'zswap_writeback_entry' });
    expect(stateAt(0, 2).position).toEqual({ step: 2, newest: 2, atEnd: true });
  });

  test('shows the words of a slot as they are decoded for this kernel', () => {
    const row = stateAt(0, 2, { ...NOTHING_SELECTED, device: VSWAP, follows: false }).table?.rows[0];
    expect(row).toMatchObject({
      offset: 512,
      kind: 'phys',
      count: 1,
      swap: { word: '0x1000000000001001', kind: 'Shadow', payload: 'age 0x0 memcg 1 nid 0' },
      virtual: { word: '0x2000000000000009', kind: 'SWAPFILE', payload: 'disk0:1' },
    });
    expect(
      stateAt(0, 2, { ...NOTHING_SELECTED, device: DISK, follows: false }).table?.rows.map(({ kind, swap }) => [
        kind,
        swap.kind,
        swap.payload,
      ]),
    ).toEqual([
      ['bad', 'Bad', ''],
      ['pointer', 'Pointer', 'rmap vswap:512'],
    ]);
  });

  test('maps each slot to what it is good for', () => {
    const map = stateAt(0, 2, { ...NOTHING_SELECTED, device: VSWAP, follows: false }).map;
    const codes = decodeRuns(map?.tiles[0]?.runs ?? [], 512);
    const kinds = [...codes].map(kindOfCode);
    expect([kinds[0], kinds[1], kinds[15], kinds[16], kinds[20]]).toEqual(['phys', 'zswap', 'zswap', 'zero', 'free']);
  });

  test('follows a page to its physical slot and back', () => {
    const hops = stateAt(0, 2).resolution?.hops ?? [];
    expect(hops.map(({ kind, place }) => [kind, place])).toEqual([
      ['pte', 'app.heap[0]'],
      ['swapTable', 'vswap:512'],
      ['virtualTable', 'vswap:512'],
      ['swapTable', 'disk0:1'],
      ['reverseMap', 'disk0:1 back to vswap:512'],
    ]);
    expect(hops.at(-1)?.agrees).toBe(true);
    expect(hops.map(({ changed }) => changed)).toEqual([false, false, true, true, true]);
    expect(hops[0]?.word).toBe('0x07fffffffffbfe00');
  });

  test('decodes the selected word field by field', () => {
    const word = stateAt(0, 2, {
      ...NOTHING_SELECTED,
      device: DISK,
      cluster: 0,
      slot: 1,
      word: { kind: 'slot', table: 'swap_table' },
    }).word;
    expect(word).toMatchObject({
      format: 'swap_table',
      place: 'disk0:1',
      kind: 'Pointer',
      valid: true,
      before: '0x0000000000000000',
    });
    expect(word?.fields.map(({ name, value }) => [name, value])).toContainEqual(['offset', '512']);
  });
});

describe('changes since the last stop', () => {
  test('are the words that differ, with their earlier values', () => {
    const run = fakeRun();
    run.seek(END);
    const { before } = changesSince(run, place(0));
    expect([...before.values()]).toEqual([{ lo: 0, hi: 0 }, expect.objectContaining({ hi: 0xffff_8880 })]);
    expect(run.cursor).toBe(END);
  });

  test('are the same words when going back', () => {
    expect(stateAt(2, 0).table?.changed).toBe(1);
    expect(stateAt(2, 0).changedWords).toBe(stateAt(0, 2).changedWords);
  });

  test('are none at the first stop, or when nothing moved', () => {
    const run = fakeRun();
    expect(changesSince(run, undefined)).toBe(NO_CHANGES);
    expect(changesSince(run, place(run.cursor))).toBe(NO_CHANGES);
  });

  test('are not looked for between stops that lie millions of writes apart', () => {
    const run = fakeRun();
    const far: ShownRun = {
      ...run,
      writtenBetween: () => expect.fail('all writes are gone through'),
    };
    expect(changesSince(far, { step: 0, write: 3_000_000 })).toBe(NO_CHANGES);
  });

  test('are shown for figures too', () => {
    const state = stateAt(0, 2);
    expect(state.counters).toEqual([{ name: 'web.swap.current', value: 4096, before: 0 }]);
    expect(state.structures.find(({ name }) => name === 'zswap_entry')).toMatchObject({ bytes: 840, bytesBefore: 896 });
    expect(state.structures.find(({ name }) => name === 'swap_table')?.bytesBefore).toBeUndefined();
  });
});

describe('selection', () => {
  const view = fakeRun().view;

  test('goes where words change, and stays when told to', () => {
    expect(stateAt(0, 1)).toMatchObject({ selectedDevice: DISK, selectedSlot: 1 });
    expect(stateAt(0, 1, { ...NOTHING_SELECTED, device: VSWAP, slot: 520, cluster: 1, follows: false })).toMatchObject({
      selectedDevice: VSWAP,
      selectedSlot: 520,
    });
  });

  test.each([
    ['vswap:600', { device: VSWAP, cluster: 1, slot: 600 }],
    ['disk0:1', { device: DISK, cluster: 0, slot: 1 }],
    ['app.heap[7]', { page: { task: 'app', area: 'heap', page: 7 } }],
    ['0xffff888000015818', { device: VSWAP, slot: 523, word: { kind: 'slot', table: 'virtual_table' } }],
  ])('goes to %s', (target, expected) => {
    const { selection, problem } = reselect(NOTHING_SELECTED, { kind: 'goTo', target }, view);
    expect(problem).toBeUndefined();
    expect(selection).toMatchObject(expected);
  });

  test.each([
    ['disk9:1', /VS0701: no swap device is called disk9. On are: vswap, disk0/],
    ['disk0:9999', /VS0702: disk0 ends at slot 1023/],
    ['app.heap[64]', /has 64 pages/],
    ['web.heap[0]', /VS0703: no task is called web/],
    ['0x1234', /not in a swap table/],
    ['nonsense', /is none of/],
  ])('says why it cannot go to %s', (target, reason) => {
    const { selection, problem } = reselect(NOTHING_SELECTED, { kind: 'goTo', target }, view);
    expect(problem).toMatch(reason);
    expect(selection).toBe(NOTHING_SELECTED);
  });

  test('walks the changed slots in order, around the end', () => {
    const run = fakeRun();
    run.seek(END);
    const changes = changesSince(run, place(0));
    const at = (device: number, slot: number): Selection => ({ ...NOTHING_SELECTED, device, slot });
    expect(nextChanged(at(VSWAP, 512), run.view, changes, 1)).toMatchObject({
      type: DISK,
      offset: 1,
      table: 'swap_table',
    });
    expect(nextChanged(at(DISK, 1), run.view, changes, 1)).toMatchObject({
      type: VSWAP,
      offset: 512,
      table: 'virtual_table',
    });
    expect(nextChanged(at(VSWAP, 512), run.view, changes, -1)).toMatchObject({ type: DISK, offset: 1 });
    expect(nextChanged(at(VSWAP, 512), run.view, NO_CHANGES, 1)).toBeUndefined();
  });

  test('marks only the slots whose words differ', () => {
    const codes = decodeRuns(
      stateAt(0, 2, { ...NOTHING_SELECTED, device: VSWAP, follows: false }).table?.runs ?? [],
      512,
    );
    expect([...codes].flatMap((code, slot) => (code & CHANGED ? [slot] : []))).toEqual([0]);
  });
});

test('the selected word as text for a mail', () => {
  const { word } = stateAt(0, 2, {
    ...NOTHING_SELECTED,
    device: DISK,
    cluster: 0,
    slot: 1,
    word: { kind: 'slot', table: 'swap_table' },
    follows: false,
  });
  expect(word && wordSummary(word)).toMatch(
    /^0x0000000000001004 {2}swap_table disk0:1: Pointer, physical slot owned by a virtual slot \(reverse map\)\n {2}63 +cache_only +0 /,
  );
});

test('every code of the panel and the editor has an entry in the docs, and every entry a code', () => {
  const codes = (file: string): readonly string[] => readFileSync(file, 'utf8').match(/\bVS07\d\d\b/g) ?? [];
  const folders = ['core/report', 'extension', 'extension/panel', 'extension/commands', 'webview'];
  const sources = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`),
  );
  const used = new Set(sources.flatMap(codes));
  expect([...used].sort()).toEqual([...new Set(codes('docs/errors.md'))].sort());
});
