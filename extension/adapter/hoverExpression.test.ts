// Pointing at a place in a line finds the expression that is meant there.
import { describe, expect, it } from 'vitest';
import { expressionAt } from './hoverExpression';

describe('expressionAt', () => {
  // `|` is where the pointer is.
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['expect app.he|ap[0].entry == vswap:512', 'app.heap[0].entry'],
    ['expect app.heap[0].entry == vs|wap:512', 'vswap:512'],
    ['expect virtual_t|able(vswap:512).slot == disk0:1', 'virtual_table(vswap:512).slot'],
    ['expect virtual_table(vs|wap:512).slot == disk0:1', 'vswap:512'],
    ['expect web.swap.cur|rent == 4K', 'web.swap.current'],
    ['set vm.page-clu|ster 3', 'vm.page-cluster'],
    ['app: read he|ap[0..15]', 'app.heap[0..15]'],
    ['  cpu 0 { app: read he|ap[0] }', 'app.heap[0]'],
    ['swap_table(off|set)', 'offset'],
    ['| app', undefined],
    ['x = | 5', undefined],
  ];
  it.each(cases)('%s', (marked, expected) => {
    const column = marked.indexOf('|');
    const line = marked.replace('|', '');
    const found = expressionAt(line, column);
    expect(found?.expression).toBe(expected);
    if (found !== undefined) expect(found.expression.endsWith(line.slice(found.start, found.end))).toBe(true);
  });

  it('takes no time on a long line', () => {
    expect(expressionAt('a('.repeat(100_000), 5)).toBeUndefined();
  });
});
