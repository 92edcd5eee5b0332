// Kernel lists in words do what arrays do: same order forwards and backwards, and nodes off a list hold NULL.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordIndex, type WordIndex } from '../word/brand';
import type { Kernel } from './kernel';
import {
  INIT_LIST_HEAD,
  list_add,
  list_add_tail,
  list_del,
  list_empty,
  list_first,
  list_linked,
  list_move_tail,
  list_next,
  list_prev,
} from './list';
import { booted } from './machine.fixture';

const NODES = 6;

/** Two heads and some nodes, two words each, in an object of their own. */
function places(k: Kernel): { readonly heads: readonly WordIndex[]; readonly nodes: readonly WordIndex[] } {
  const table = k.alloc('page_table');
  const at = (i: number): WordIndex => wordIndex(table + 2 * i);
  return { heads: [at(0), at(1)], nodes: Array.from({ length: NODES }, (_, i) => at(2 + i)) };
}

function along(k: Kernel, head: WordIndex, next: typeof list_next): readonly WordIndex[] {
  const found: WordIndex[] = [];
  for (let node = next(k, head); node !== head && found.length <= NODES; node = next(k, node)) found.push(node);
  return found;
}

const moves = fc.array(
  fc.record({
    kind: fc.constantFrom('add' as const, 'addTail' as const, 'del' as const, 'moveTail' as const),
    node: fc.nat(NODES - 1),
    list: fc.nat(1),
  }),
  { maxLength: 40, size: 'max' },
);

test('any sequence of moves between two lists equals two arrays', () => {
  const k = booted('p4');
  fc.assert(
    fc.property(moves, (sequence) => {
      const { heads, nodes } = places(k);
      const model: WordIndex[][] = [[], []];
      for (const head of heads) INIT_LIST_HEAD(k, head);
      for (const { kind, node: n, list } of sequence) {
        const node = nodes[n];
        const head = heads[list];
        const target = model[list];
        if (node === undefined || head === undefined || target === undefined) return;
        const held = model.find((one) => one.includes(node));
        if ((kind === 'add' || kind === 'addTail') === (held !== undefined)) continue;
        held?.splice(held.indexOf(node), 1);
        if (kind === 'add') {
          list_add(k, node, head);
          target.unshift(node);
        } else if (kind === 'del') {
          list_del(k, node);
        } else {
          if (kind === 'addTail') list_add_tail(k, node, head);
          else list_move_tail(k, node, head);
          target.push(node);
        }
        heads.forEach((one, i) => {
          const expected = model[i] ?? [];
          expect(along(k, one, list_next)).toEqual(expected);
          expect(along(k, one, list_prev)).toEqual([...expected].reverse());
          expect(list_empty(k, one)).toBe(expected.length === 0);
          expect(list_first(k, one)).toBe(expected[0] ?? one);
        });
        for (const one of nodes) expect(list_linked(k, one)).toBe(model.some((some) => some.includes(one)));
      }
    }),
    { numRuns: 50 },
  );
});

test('a head in zeroed memory is an empty list', () => {
  const k = booted('p4');
  expect(list_empty(k, k.alloc('page_table'))).toBe(true);
});
