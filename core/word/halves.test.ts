// The model's accessors against the facts' test vectors, and against the tables they are compiled from.

import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { pfn } from './brand';
import { formatFor } from './formats';
import { fieldOf, halvesOf, scratch, wordOf } from './halves';
import { KERNEL_NAMES } from './kernelName';
import { FORMAT_IDS, logicalValue } from './layout';
import {
  isPteSwap,
  makePresentPte,
  makeSwapPte,
  presentPtePfn,
  pteKind,
  PteKind,
  PRESENT_DIRTY,
  PRESENT_WRITE,
  SWAP_EXCLUSIVE,
  swapPteEntry,
} from './pte';
import { isShadowWorkingset, packShadow, shadowEviction, shadowMemcgId, shadowNode } from './shadow';
import {
  BAD_HI,
  BAD_LO,
  hasZeroFlag,
  isCacheOnly,
  makePfnWord,
  makeShadowWord,
  rmapEncoding,
  swapTableCount,
  swapTableKind,
  SwapTableKind,
  swapTablePfn,
  SWP_TB_COUNT_MAX,
  withCacheOnly,
  withCount,
  withZeroFlag,
} from './swapTable';
import { swpEntry, swpEntryFromVal, swpEntryToVal } from './swpEntry';
import { VirtualTableKind, virtualTableEncoding } from './virtualTable';

const made = (make: () => void): string => {
  make();
  return '0x' + wordOf(scratch.lo, scratch.hi).toString(16).padStart(16, '0');
};

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('missing');
  return value;
}

describe('facts 1.19', () => {
  // 2^50-1 is beyond the model's slots (2^45); the decoder's tests have that vector.
  test.each([
    [0, 0x200, '0x0000000000000200', '0x07fffffffffbfe00'],
    [1, 1, '0x0400000000000001', '0x0ffffffffffffc00'],
    [1, 0x1234, '0x0400000000001234', '0x0fffffffffdb9600'],
    [2, 0xfffff, '0x08000000000fffff', '0x17ffffffe0000000'],
  ])('swp_entry(%i, %i)', (type, offset, val, pte) => {
    expect(made(() => swpEntryToVal(swpEntry(type, offset)))).toBe(val);
    expect(made(() => makeSwapPte(swpEntry(type, offset), 0))).toBe(pte);
  });

  test('swap table words', () => {
    expect(made(() => makeShadowWord(0, 0, withCount(0, 1)))).toBe('0x1000000000000001');
    packShadow(5, 0, 0x1000, true);
    expect(made(() => makeShadowWord(scratch.lo, scratch.hi, withCount(0, 2)))).toBe('0x2000010000005003');
    const words = [0, withCount(0, 1), withZeroFlag(withCount(0, 1), true), withCount(0, 15)];
    expect(words.map((flags) => made(() => makePfnWord(pfn(0x12345), flags)))).toEqual([
      '0x0000000000048d16',
      '0x1000000000048d16',
      '0x1800000000048d16',
      '0xf000000000048d16',
    ]);
    expect(wordOf(BAD_LO, BAD_HI)).toBe(0xfffffffffffffff8n);
    expect(SWP_TB_COUNT_MAX).toBe(15);
  });

  test.each(['ste-v1', 'ste-v2', 'ste-latest'] as const)('Pointer of %s', (kernel) => {
    const rmap = present(rmapEncoding(kernel));
    expect(made(() => rmap.make(swpEntry(0, 512)))).toBe('0x0000000000001004');
    expect(isCacheOnly(scratch.hi)).toBe(false);
    expect(wordOf(scratch.lo, withCacheOnly(scratch.hi, true))).toBe(0x8000000000001004n);
    expect(rmap.entryOf(scratch.lo, withCacheOnly(scratch.hi, true), 0)).toBe(swpEntry(0, 512));
    expect(made(() => rmap.make(swpEntry(4, 512)))).toBe(
      kernel === 'ste-v1' ? '0x8000000000001004' : '0x0000000000001004',
    );
  });

  test.each([
    ['ste-latest', '0x08000000000091a2', '0x48000000000091a2', 9],
    ['ste-v1', '0x20000000000091a1', '0x20000000000091a1', 1],
    ['ste-v2', '0x20000000000091a1', '0x20000000000091a1', 1],
  ] as const)('SWAPFILE of %s', (kernel, ofType1, ofType9, readBack) => {
    const table = present(virtualTableEncoding(kernel));
    expect(made(() => table.makeSwapfile(swpEntry(1, 0x1234)))).toBe(ofType1);
    expect(made(() => table.makeSwapfile(swpEntry(9, 0x1234)))).toBe(ofType9);
    expect(table.kindOf(scratch.lo, scratch.hi)).toBe(VirtualTableKind.Swapfile);
    expect(table.swapfileEntry(scratch.lo, scratch.hi)).toBe(swpEntry(readBack, 0x1234));
  });
});

describe('round trips', () => {
  const type = fc.integer({ min: 0, max: 23 });
  const offset = fc.integer({ min: 1, max: 2 ** 45 - 1 });
  const frame = fc.integer({ min: 0, max: 2 ** 40 - 1 }).map(pfn);

  test('swap entries through val and PTE', () => {
    fc.assert(
      fc.property(type, offset, fc.boolean(), (t, o, isExclusive) => {
        const entry = swpEntry(t, o);
        swpEntryToVal(entry);
        expect(swpEntryFromVal(scratch.lo, scratch.hi)).toBe(entry);
        makeSwapPte(entry, isExclusive ? SWAP_EXCLUSIVE : 0);
        expect(isPteSwap(scratch.lo, scratch.hi)).toBe(true);
        expect(swapPteEntry(scratch.lo, scratch.hi)).toBe(entry);
      }),
    );
  });

  test('present PTEs and PFN words', () => {
    fc.assert(
      fc.property(frame, fc.integer({ min: 0, max: 15 }), fc.boolean(), (frameNumber, count, isZero) => {
        makePresentPte(frameNumber, PRESENT_WRITE | PRESENT_DIRTY);
        expect(pteKind(scratch.lo, scratch.hi)).toBe(PteKind.Present);
        expect(presentPtePfn(scratch.lo, scratch.hi)).toBe(frameNumber);
        makePfnWord(frameNumber, withZeroFlag(withCount(0, count), isZero));
        expect(swapTableKind(scratch.lo, scratch.hi)).toBe(SwapTableKind.Pfn);
        expect([swapTablePfn(scratch.lo, scratch.hi), swapTableCount(scratch.hi), hasZeroFlag(scratch.hi)]).toEqual([
          frameNumber,
          count,
          isZero,
        ]);
      }),
    );
  });

  test('shadows keep what fits', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.nat(0x3ff),
        fc.nat(0x7fffffff),
        fc.boolean(),
        (memcg, node, eviction, isWorkingset) => {
          packShadow(memcg, node, eviction, isWorkingset);
          const { lo, hi } = scratch;
          expect([shadowMemcgId(lo), shadowNode(lo), shadowEviction(lo, hi), isShadowWorkingset(lo)]).toEqual([
            memcg,
            node,
            eviction,
            isWorkingset,
          ]);
        },
      ),
    );
  });

  test.each(['ste-v1', 'ste-v2', 'ste-latest'] as const)('pointers in virtual table words of %s', (kernel) => {
    const table = present(virtualTableEncoding(kernel));
    fc.assert(
      fc.property(fc.nat(0x1fff_ffff), fc.integer({ min: 0, max: 0xffff_ffff }), (eighth, hi) => {
        table.makeZswap(eighth * 8, hi);
        const made = wordOf(scratch.lo, scratch.hi);
        expect(table.kindOf(scratch.lo, scratch.hi)).toBe(VirtualTableKind.Zswap);
        expect(wordOf(table.pointerLo(scratch.lo), scratch.hi)).toBe(made & ~7n);
        expect(made & ~7n).toBe(wordOf(eighth * 8, hi));
      }),
    );
  });
});

test('every numeric field reads and writes what the tables say', () => {
  const fields = FORMAT_IDS.flatMap((id) =>
    KERNEL_NAMES.flatMap((kernel) =>
      formatFor(id, kernel).kinds.flatMap((kind) =>
        kind.fields
          .filter((f) => f.stored !== 'pointer' && f.high - f.low < 53)
          .map((f) => ({ f, half: fieldOf(id, kernel, kind.name, f.name) })),
      ),
    ),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...fields),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      ({ f, half }, word, other) => {
        const { lo, hi } = halvesOf(word);
        expect(BigInt(half.get(lo, hi))).toBe(logicalValue(word, f));
        const value = Number(logicalValue(other, f));
        const written = wordOf(half.withLo(lo, value), half.withHi(hi, value));
        expect(logicalValue(written, f)).toBe(BigInt(value));
        const { lo: maskLo, hi: maskHi } = { lo: half.maskLo, hi: half.maskHi };
        expect(written & ~wordOf(maskLo, maskHi)).toBe(word & ~wordOf(maskLo, maskHi));
      },
    ),
    { numRuns: 2000 },
  );
});
