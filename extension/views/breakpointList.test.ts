// The list of swap breakpoints: kept in the workspace, the same in every session, robust against whatever was stored.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pseudoSource } from '../../core/mm/generated/pseudoSource';
import type { OwnStatus } from '../adapter/ownBreakpoints';
import type { OwnBreakpoint } from '../adapter/requestArguments';
import { BreakpointList } from './breakpointList';
import { breakpointLine, breakpointPlace, breakpointTerms, typedBreakpoint } from './breakpointText';

const NO_TERMS = { condition: undefined, hitCondition: undefined, logMessage: undefined, enabled: true };
const data = (target: string, access: 'write' | 'readWrite' = 'write'): OwnBreakpoint => ({
  kind: 'data',
  target,
  access,
  ...NO_TERMS,
});
const TAG = data('virtual_table(vswap:512).tag');

function keeper(stored?: unknown) {
  const values = new Map<string, unknown>(stored === undefined ? [] : [['vswap.breakpoints', stored]]);
  return {
    get: (key: string) => values.get(key),
    update: (key: string, value: unknown) => values.set(key, JSON.parse(JSON.stringify(value))),
  };
}

test('what one window keeps, the next one finds', () => {
  const kept = keeper();
  const list = new BreakpointList(kept);
  list.add(TAG);
  list.add(data('web.swap.current'));
  list.enable(TAG, false);
  const again = new BreakpointList(kept);
  expect(again.all.map((one) => [breakpointPlace(one), one.enabled])).toEqual([
    ['virtual_table(vswap:512).tag', false],
    ['web.swap.current', true],
  ]);
});

test.each([[7], ['text'], [[{ kind: 'data' }]], [[null]], [{}]])('%j in the store is no list', (stored) => {
  expect(new BreakpointList(keeper(stored)).all).toEqual([]);
});

test('a place has one breakpoint: the later one', () => {
  const list = new BreakpointList(keeper());
  list.add(TAG);
  list.add(data('virtual_table(vswap:512).tag', 'readWrite'));
  expect(list.all.map(breakpointTerms)).toEqual(['read or write']);
});

test('what a session was told in its console comes into the list; what it repeats changes nothing', () => {
  const list = new BreakpointList(keeper());
  list.add(TAG);
  const told: readonly OwnStatus[] = [
    { ...TAG, id: 4, verified: true },
    { kind: 'function', name: 'folio_realloc_swap', ...NO_TERMS, id: 5, verified: false, message: 'Not here.' },
  ];
  list.told('a', told);
  const { all } = list;
  list.told('b', told);
  expect(list.all).toBe(all);
  expect(list.all.map(breakpointPlace)).toEqual(['virtual_table(vswap:512).tag', 'folio_realloc_swap()']);
  expect(list.all.map((one) => list.standing('a', one))).toEqual([
    { id: 4, verified: true, message: undefined },
    { id: 5, verified: false, message: 'Not here.' },
  ]);
  list.forget('a');
  expect(list.all.map((one) => list.standing('a', one))).toEqual([undefined, undefined]);
});

test.each([
  ['virtual_table(vswap:512).tag', 'virtual_table(vswap:512).tag', 'write'],
  [
    '0xffff88a000001000+64 readWrite if heap > 1 hit >= 3',
    '0xffff88a000001000+64',
    'read or write, if heap > 1, hit >= 3',
  ],
  ['folio_realloc_swap log at {entry}', 'folio_realloc_swap()', 'logs at {entry}'],
  ['folio_realloc_swap:7', 'folio_realloc_swap:7', ''],
  ['22 if 1 == 1', 'line 22', 'if 1 == 1'],
])('%s is read', (text, place, terms) => {
  const typed = typedBreakpoint(text, pseudoSource);
  expect(typed.kind === 'breakpoint' && [breakpointPlace(typed.breakpoint), breakpointTerms(typed.breakpoint)]).toEqual(
    [place, terms],
  );
});

test('nothing typed is no breakpoint', () => {
  expect(typedBreakpoint('  ', pseudoSource)).toMatchObject({ kind: 'problem' });
});

test('the line that is edited is the line that was typed', () => {
  const word = fc.constantFrom(
    'app.heap[0]',
    'web.swap.current',
    'virtual_table(vswap:512).tag',
    '0xffff88a000001000 as pte',
  );
  const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(arbitrary, { nil: undefined });
  const terms = {
    condition: maybe(fc.constantFrom('app.heap[0] is zswap', 'count(vswap:512) > 1')),
    hitCondition: maybe(fc.constantFrom('3', '>= 3', '% 2')),
    logMessage: maybe(fc.constantFrom('at {app.heap[0]}', 'if and hit 3')),
    enabled: fc.constant(true),
  };
  const breakpoint = fc.oneof(
    fc.record({
      kind: fc.constant('data' as const),
      target: word,
      access: fc.constantFrom('read', 'write', 'readWrite'),
      ...terms,
    }),
    fc.record({ kind: fc.constant('line' as const), line: fc.integer({ min: 1, max: 9999 }), ...terms }),
    fc.record({ kind: fc.constant('function' as const), name: fc.constant('folio_realloc_swap'), ...terms }),
    fc.record({
      kind: fc.constant('step' as const),
      name: fc.constant('folio_realloc_swap'),
      line: fc.integer({ min: 1, max: 99 }),
      ...terms,
    }),
  );
  fc.assert(
    fc.property(breakpoint, (one: OwnBreakpoint) => {
      expect(typedBreakpoint(breakpointLine(one), pseudoSource)).toEqual({ kind: 'breakpoint', breakpoint: one });
    }),
  );
});
