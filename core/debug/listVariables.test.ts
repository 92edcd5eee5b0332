// The kernel's lists as variables: all members, however many, page by page; and a list whose pointers are wrong says so and ends.
import { expect, test } from 'vitest';
import { MEMCG } from '../mm/layout';
import { list_next, list_prev } from '../mm/list';
import { memcgs } from '../mm/memcontrol';
import { compiled } from '../timeline/scenario.fixture';
import { Timeline } from '../timeline/timeline';
import { wordIndex, type WordIndex } from '../word/brand';
import { listVariables } from './listVariables';
import type { Variable } from './variable';

function recorded(pages: number): Timeline {
  const run = new Timeline(
    compiled(`machine { kernel ste-v2  memory 128M  zswap off  swap disk0 64M }
task app
app: map heap ${pages} pages
app: write heap[0..${pages - 1}] text seed 1
`),
  );
  while (run.recordNext());
  return run;
}

function inactive(run: Timeline): Variable | undefined {
  const lists = run.lists().filter(({ of }) => of === 'folio');
  return listVariables(run.view, lists).load({ filter: undefined, start: 0, count: 10, hex: false })[0];
}

const names = (list: Variable | undefined, start: number, count: number): readonly string[] =>
  (list?.children?.load({ filter: 'indexed', start, count, hex: false }) ?? []).map(({ name }) => name);

test('a list is told to its last member', () => {
  const list = inactive(recorded(12_000));
  expect(list?.value).toBe('12000 folios');
  expect(list?.children?.indexedCount).toBe(12_000);
  expect(names(list, 11_998, 100)).toEqual(['[11998]', '[11999]']);
});

test('pointers that lead in a circle, or nowhere, end the list and are told', () => {
  const run = recorded(20);
  const { kernel: k } = run;
  const [memcg] = memcgs(k).filter((one) => list_next(k, wordIndex(one + MEMCG.lru)) !== wordIndex(one + MEMCG.lru));
  if (memcg === undefined) throw new Error('no folios');
  const head = wordIndex(memcg + MEMCG.lru);
  let fifth = head;
  for (let i = 0; i < 5; i++) fifth = list_prev(k, fifth);
  const tenth = [0, 1, 2, 3, 4].reduce<WordIndex>((node) => list_prev(k, node), fifth);
  const PREV = 1;
  k.setPtr(wordIndex(tenth + PREV), fifth);
  expect(inactive(run)?.value).toBe('10 folios; its pointers do not lead back to its head');
  k.setPtr(wordIndex(tenth + PREV), wordIndex(0));
  expect(inactive(run)?.value).toBe('10 folios; its pointers do not lead back to its head');
});
