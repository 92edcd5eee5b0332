// Every law notices what it is there for, on each kernel that it holds for, and one wrong word breaks few others.
import { describe, expect, test } from 'vitest';
import type { Kernel } from '../mm/kernel';
import { set_swp_tb_zero } from '../mm/swap_table';
import { KERNELS, recorded } from '../timeline/scenario.fixture';
import { CORRUPTIONS } from './corruptions.fixture';
import { checkInvariants, INVARIANTS } from './invariants';
import { bigTableWord, PAGES, setCount, tableWord, virtual } from './places.fixture';
import { VIRTUAL_CORRUPTIONS } from './virtualCorruptions.fixture';

const ALL = [...CORRUPTIONS, ...VIRTUAL_CORRUPTIONS];

const namesOf = (k: Kernel): readonly string[] => [
  ...new Set(checkInvariants(k).map(({ message }) => /^\w+/.exec(message)?.[0] ?? message)),
];

describe.each(KERNELS)('%s', (kernel) => {
  test('a used machine breaks no law', () => {
    expect(checkInvariants(recorded(PAGES.replace('KERNEL', kernel)).kernel)).toEqual([]);
  });

  test.each(ALL.filter(({ kernels }) => kernels.includes(kernel)))('$law: $what', ({ law, corrupt, also = [] }) => {
    const run = recorded(PAGES.replace('KERNEL', kernel));
    corrupt(run.kernel, run);
    const names = namesOf(run.kernel);
    expect(names).toContain(law);
    expect(names.filter((name) => name !== law && !also.some((other) => other === name))).toEqual([]);
  });
});

test('every law is tried on each kernel that it holds for', () => {
  for (const { name, kernels } of INVARIANTS)
    expect(
      kernels.filter((kernel) => !ALL.some((tried) => tried.law === name && tried.kernels.includes(kernel))),
      name,
    ).toEqual([]);
});

test('laws are named once, in the order of the fact sheet', () => {
  const numbers = (letter: string, last: number): readonly string[] =>
    Array.from({ length: last }, (_, i) => `${letter}${i + 1}`);
  expect(INVARIANTS.map(({ name }) => name)).toEqual([...numbers('I', 22), ...numbers('J', 21)]);
});

test('a finding names the law, the word, its place and who wrote it', () => {
  const { kernel: k } = recorded(PAGES.replace('KERNEL', 'p4'));
  k.setNum(k.g.nr_swap_pages, 7);
  const write = k.mem.cursor - 1;
  expect(checkInvariants(k).map(({ message }) => message)).toEqual([
    expect.stringMatching(
      new RegExp(
        `^I20 is broken \\(.*\\): nr_swap_pages is 7, .*word 0x0000000000000007 at 0xffff88a0\\w{8}, last written by write ${write}\\.$`,
      ),
    ),
  ]);
});

test('a law that is broken everywhere is told a few times, with how many more', () => {
  const run = recorded(PAGES.replace('KERNEL', 'p4'));
  for (let i = 0; i < 16; i++) setCount(run.kernel, bigTableWord(run, i), 3);
  const messages = checkInvariants(run.kernel).map(({ message }) => message);
  expect(messages).toHaveLength(4);
  expect(messages.at(-1)).toMatch(/; and 12 more\.$/);
});

test('lost data is told apart from the others', () => {
  const run = recorded(PAGES.replace('KERNEL', 'ste-v2'));
  set_swp_tb_zero(run.kernel, tableWord(run, virtual(2)), false);
  expect(checkInvariants(run.kernel)).toMatchObject([{ kind: 'loss', code: 'VS0421' }]);
});
