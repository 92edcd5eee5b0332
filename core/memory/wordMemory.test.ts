// The word memory against the plainest model there is: a list of writes, of which the first `cursor` have happened.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordIndex, type WordIndex } from '../word/brand';
import { DivergenceError, MEMORY_WORDS, WordMemory } from './wordMemory';

interface Write {
  readonly index: WordIndex;
  readonly lo: number;
  readonly hi: number;
}

type Command =
  | { readonly kind: 'write'; readonly write: Write }
  | { readonly kind: 'undo' | 'redo'; readonly steps: number }
  /** To this share, in thousandths, of all writes. */
  | { readonly kind: 'seek'; readonly share: number }
  | { readonly kind: 'snapshot' | 'cut' }
  /** Runs some of the writes after the cursor once more, as a deterministic model would. */
  | { readonly kind: 'rerun'; readonly steps: number };

/** Few words in few chunks, so that they meet; the first and last of the memory among them. */
const places = fc
  .constantFrom(0, 1, 2, 4095, 4096, 4097, 8192, 2 ** 28, 2 ** 28 + 8, MEMORY_WORDS - 1)
  .map((index) => wordIndex(index));
const halves = fc.oneof(fc.constantFrom(0, 1, 0xffffffff, 0x80000000), fc.nat(0xffffffff));
const commands = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        write: fc.record({ index: places, lo: halves, hi: halves }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('undo' as const, 'redo' as const), steps: fc.nat(6) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('seek' as const), share: fc.nat(1000) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('rerun' as const), steps: fc.nat(6) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('snapshot' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const) }) },
  ),
  { maxLength: 80, size: 'max' },
);

/** A fresh memory in which exactly these writes have happened. */
function replayed(writes: readonly Write[]): WordMemory {
  const memory = new WordMemory();
  for (const { index, lo, hi } of writes) memory.write(index, lo, hi);
  return memory;
}

/** Values of all words that were ever written, in order of their first write. */
function wordsOf(memory: WordMemory, writes: readonly Write[]): readonly (readonly [number, number, number])[] {
  return [...new Set(writes.map(({ index }) => index))].map((index) => [index, memory.lo(index), memory.hi(index)]);
}

/** The writes and the position that a memory must be at after a command. */
interface Model {
  writes: Write[];
  cursor: number;
}

function perform(memory: WordMemory, model: Model, command: Command): void {
  switch (command.kind) {
    case 'write': {
      // In the past only the recorded write is allowed: what comes after is forgotten first.
      if (model.cursor < model.writes.length) cut(memory, model);
      const { index, lo, hi } = command.write;
      memory.write(index, lo, hi);
      model.writes.push(command.write);
      model.cursor++;
      return;
    }
    case 'undo':
      model.cursor = Math.max(0, model.cursor - command.steps);
      return memory.seek(model.cursor);
    case 'redo':
      model.cursor = Math.min(model.writes.length, model.cursor + command.steps);
      return memory.seek(model.cursor);
    case 'seek':
      model.cursor = Math.floor((model.writes.length * command.share) / 1000);
      return memory.seek(model.cursor);
    case 'rerun':
      for (const { index, lo, hi } of model.writes.slice(model.cursor, model.cursor + command.steps)) {
        memory.write(index, lo, hi);
        model.cursor++;
      }
      return;
    case 'snapshot':
      return memory.snapshot();
    case 'cut':
      return cut(memory, model);
  }
}

function cut(memory: WordMemory, model: Model): void {
  memory.cut();
  model.writes.length = model.cursor;
}

test('any walk of writes, seeks, snapshots and cuts equals a replay of the writes that have happened', () => {
  fc.assert(
    fc.property(commands, (walk) => {
      const memory = new WordMemory();
      const model: Model = { writes: [], cursor: 0 };
      for (const command of walk) {
        perform(memory, model, command);
        const fresh = replayed(model.writes.slice(0, model.cursor));
        expect(memory.cursor).toBe(model.cursor);
        expect(memory.journal.length).toBe(model.writes.length);
        expect(wordsOf(memory, model.writes)).toEqual(wordsOf(fresh, model.writes));
        expect(memory.hash()).toBe(fresh.hash());
      }
    }),
    { numRuns: 25 },
  );
});

describe('the hash', () => {
  test('is 0 for untouched memory and again when every word is 0', () => {
    const memory = new WordMemory();
    expect(memory.hash()).toBe(0);
    memory.write(wordIndex(5), 1, 2);
    expect(memory.hash()).not.toBe(0);
    memory.write(wordIndex(5), 0, 0);
    expect(memory.hash()).toBe(0);
  });

  test('tells the place and the half of a value', () => {
    const hashes = [
      { index: 5, lo: 1, hi: 0 },
      { index: 5, lo: 0, hi: 1 },
      { index: 6, lo: 1, hi: 0 },
      { index: 5 + 4096, lo: 1, hi: 0 },
    ].map(({ index, lo, hi }) => replayed([{ index: wordIndex(index), lo, hi }]).hash());
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('a re-run', () => {
  const first: readonly Write[] = [
    { index: wordIndex(1), lo: 1, hi: 0 },
    { index: wordIndex(2), lo: 2, hi: 0 },
  ];

  test.each([
    { what: 'another word', write: { index: wordIndex(3), lo: 1, hi: 0 } },
    { what: 'another lower half', write: { index: wordIndex(1), lo: 9, hi: 0 } },
    { what: 'another upper half', write: { index: wordIndex(1), lo: 1, hi: 9 } },
  ])('that writes $what diverges and changes nothing', ({ write }) => {
    const memory = replayed(first);
    memory.seek(0);
    expect(() => memory.write(write.index, write.lo, write.hi)).toThrow(DivergenceError);
    expect(memory.cursor).toBe(0);
    expect(memory.hash()).toBe(0);
    memory.seek(2);
    expect(memory.hash()).toBe(replayed(first).hash());
  });

  test('may take values modulo 2^32', () => {
    const memory = replayed([{ index: wordIndex(1), lo: -1, hi: 2 ** 32 + 5 }]);
    memory.seek(0);
    memory.write(wordIndex(1), 0xffffffff, 5);
    expect(memory.cursor).toBe(1);
  });
});

describe('bounds', () => {
  test.each([-1, 3, 0.5, Number.NaN])('no journal position %d', (write) => {
    const memory = replayed([
      { index: wordIndex(1), lo: 1, hi: 0 },
      { index: wordIndex(2), lo: 2, hi: 0 },
    ]);
    expect(() => memory.seek(write)).toThrow(RangeError);
    expect(memory.cursor).toBe(2);
  });

  test('without recording nothing is journaled', () => {
    const memory = new WordMemory(false);
    memory.write(wordIndex(7), 3, 4);
    expect([memory.cursor, memory.journal.length, memory.lo(wordIndex(7))]).toEqual([0, 0, 3]);
  });

  test('a snapshot costs only the chunks that are written after it', () => {
    const memory = new WordMemory();
    for (let chunk = 0; chunk < 8; chunk++) memory.write(wordIndex(chunk * 4096), 1, 0);
    const { words } = memory.footprint;
    memory.snapshot();
    expect(memory.footprint.words).toBe(words);
    memory.write(wordIndex(0), 2, 0);
    expect(memory.footprint.words).toBe((words / 8) * 9);
  });
});
