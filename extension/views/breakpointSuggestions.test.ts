// What is offered while a swap breakpoint is typed.
import { expect, test } from 'vitest';
import { pseudoSource } from '../../core/mm/generated/pseudoSource';
import { breakpointSuggestions } from './breakpointSuggestions';

const labels = (text: string): readonly string[] => breakpointSuggestions(text, pseudoSource).map(({ label }) => label);

test('kernel functions by any part of their names, those that begin with it first', () => {
  expect(labels('folio_alloc')).toEqual(expect.arrayContaining(['folio_alloc', 'folio_alloc_swap']));
  const found = labels('swap_writ');
  expect(found.slice(0, 2)).toEqual(['swap_writ', 'swap_writeout']);
  expect(found.indexOf('zswap_writeback_entry')).toBeGreaterThan(found.indexOf('swap_writeout'));
});

test('a line comes first, with what it sets; only one word has functions after it', () => {
  expect(breakpointSuggestions(' folio_realloc_swap if nr == 1 hit 2', pseudoSource)).toMatchObject([
    {
      label: 'folio_realloc_swap if nr == 1 hit 2',
      description: 'call of a kernel function, if nr == 1, hit 2',
      breakpoint: { kind: 'function', name: 'folio_realloc_swap', condition: 'nr == 1', hitCondition: '2' },
    },
  ]);
  expect(breakpointSuggestions('folio_realloc_swap', pseudoSource)[0]?.breakpoint).toMatchObject({ kind: 'function' });
  expect(breakpointSuggestions('folio_realoc_swap', pseudoSource)).toMatchObject([
    { description: 'expression or address, write', breakpoint: { kind: 'data' } },
  ]);
  expect(breakpointSuggestions('12', pseudoSource)[0]).toMatchObject({ breakpoint: { kind: 'line', line: 12 } });
});

test('a line that sets nothing says why', () => {
  expect(breakpointSuggestions('if 1 == 1', pseudoSource)[0]).toMatchObject({ breakpoint: undefined });
  expect(breakpointSuggestions('', pseudoSource).every(({ breakpoint }) => breakpoint?.kind === 'function')).toBe(true);
});
