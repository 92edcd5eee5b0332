// The name of a word leads back to the word: names that are expressions name it in the language, and values read by name are those of the word.
import { expect, test } from 'vitest';
import { wordIndex } from '../word/brand';
import { wordOf } from '../word/halves';
import { realRun, WALK } from './realDebugger.fixture';
import { WORD_GROUPS, wordNames } from './wordNames';

const run = realRun(WALK);
// Up to the label, where four pages are in zswap.
while (run.operations.at(-1)?.statement.kind !== 'label' && run.recordNext());
const names = wordNames(run);
const written = run.writtenBetween(0, run.write).map((index) => ({ index, ...names(index) }));

test('names that are expressions name the word', () => {
  for (const { index, name, group } of written) {
    if (group === 'tables') expect(run.name(name, {}).word?.word.index).toBe(index);
    if (group === 'pages') expect(run.name(name.replace(/\.pte$/, ''), {}).page?.pte?.index).toBe(index);
  }
});

test('counters are read from their words', () => {
  const counters = written.filter(({ group }) => group === 'counters');
  expect(counters.map(({ name }) => name)).toContain('web.stat.zswapped');
  for (const { index, name } of counters) {
    const { lo, hi } = run.view.word(wordIndex(index));
    const unit = BigInt(run.view.counterPlace(name)?.unit ?? 0);
    expect([name, BigInt(run.view.counter(name) ?? -1)]).toEqual([name, wordOf(lo, hi) * unit]);
  }
});

test('structures are told by their members', () => {
  const all = written.map(({ name }) => name);
  expect(all).toContain('zswap_entry of vswap:515: length, referenced');
  expect(all).toContain('list web.zswap_lru: next');
  expect(all).toContain('vswap cluster 1: lock, count, flags, order');
  expect(all).toContain('page frame 0x1000: mapcount, refcount');
  expect(all).toContain('memcg of vswap:512..515');
  expect(new Set(written.map(({ group }) => group))).toEqual(new Set(WORD_GROUPS));
});
