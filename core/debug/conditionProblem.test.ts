// Conditions that can never have an answer are refused when they are set, with what is wrong; those that may come to have one are taken, and what they lack is told once.
import { describe, expect, it } from 'vitest';
import { BreakpointNumbers } from './breakpointNumbers';
import type { PlacedBreakpoint } from './breakpoints';
import type { OwnAsked } from './point';
import { realDebugger } from './realDebugger.fixture';

const LINE = { kind: 'line', line: 11 } as const;
const CALL = { kind: 'function', name: 'folio_realloc_swap' } as const;
const STEP = { kind: 'step', name: 'folio_realloc_swap', line: 4 } as const;
const DATA = { kind: 'data', target: 'virtual_table(vswap:512).tag', access: 'write' } as const;
const PLACES = [LINE, CALL, STEP, DATA];

function placed(asked: OwnAsked): PlacedBreakpoint | undefined {
  return realDebugger().breakpoints.setOwn([asked])[0];
}

describe('is refused', () => {
  it.each([
    ['foo(', /^"foo\(" is no condition: The expression is complete before "\("\.$/],
    ['1 ==', /^"1 ==" is no condition: Expected a value after "==", but it ends here\.$/],
    ['a b', /^"a b" is no condition: The expression is complete before "b"\.$/],
    ['foo(1)', /^This condition never holds: There is no function foo\./],
    ['app.heap[0].taag == 1', /^This condition never holds: .* has no field taag\./],
    ['app.heap[0] is zwap', /^This condition never holds: zwap is not a state\. Did you mean zswap/],
    [
      'web.swap.curent > 1',
      /^This condition never holds: There is no counter web\.swap\.curent\. Did you mean web\.swap\.current/,
    ],
    ['zswap.store_pages', /^This condition never holds: There is no counter zswap\.store_pages\./],
  ])('%s, anywhere', (condition, message) => {
    for (const place of PLACES) {
      const refused = placed({ ...place, condition });
      expect(refused?.verified).toBe(false);
      expect(refused?.message).toMatch(message);
    }
  });

  const HAS = 'so this condition never holds: it has folio, entry, ci, id, phys, nr.';
  it.each<[OwnAsked, string, string]>([
    [CALL, 'zzz == 5', `folio_realloc_swap has no local "zzz", ${HAS}`],
    [CALL, 'voff == 5', `folio_realloc_swap has no local "voff", ${HAS}`],
    [STEP, 'entry == vswap:512 and voff == 5', `folio_realloc_swap has no local "voff", ${HAS}`],
    [
      LINE,
      'entry == vswap:512',
      'Nothing is named "entry" at a statement, so this condition never holds: loop variables are i, and locals are there in kernel functions only.',
    ],
    [
      DATA,
      'folioo != 0',
      'No kernel function has a local "folioo", so this condition never holds: loop variables are i. Did you mean folio?',
    ],
  ])('%o: %s', (place, condition, message) => {
    expect(placed({ ...place, condition })).toMatchObject({ verified: false, message });
  });
});

it.each<[OwnAsked, string]>([
  ...PLACES.flatMap((place): [OwnAsked, string][] =>
    [
      'i == 2',
      'nobody.heap[0] is zswap',
      'app.later[3] is present',
      'swap9:4 == vswap:512',
      'nobody.anon > 1',
      ' ',
      '1',
      'all app.heap[0..3] is zswap',
    ].map((condition) => [place, condition]),
  ),
  [CALL, 'count(entry) >= 1 and phys == disk0:1'],
  [STEP, 'nr > 1 and folio != 0'],
  [DATA, 'rmap(phys) == entry or nr == 1'],
])('%o is taken with %j', (place, condition) => {
  expect(placed({ ...place, condition })).toMatchObject({ verified: true });
});

it('what has no answer is told once in a session, whatever moves there are, and on all its runs', async () => {
  const numbers = new BreakpointNumbers();
  const said: string[] = [];
  for (const run of [1, 2]) {
    const session = realDebugger();
    session.listener = { log: (text) => said.push(text), reached: () => {} };
    session.breakpoints.numberWith(numbers);
    session.breakpoints.setStatements([
      { line: 11, condition: 'nobody.heap[0] is zswap' },
      { line: 14, condition: 'app.heap[99] is zswap' },
    ]);
    await session.start(true);
    for (const move of ['continue', 'reverseContinue', 'continue'] as const) await session.move(move);
    expect(said.length, `run ${run}`).toBe(2);
  }
  expect(said).toEqual([
    expect.stringMatching(/^The condition "nobody\.heap\[0\] is zswap" has no answer here, so it does not hold: /),
    expect.stringMatching(/^The condition "app\.heap\[99\] is zswap" has no answer here, so it does not hold: /),
  ]);
});
