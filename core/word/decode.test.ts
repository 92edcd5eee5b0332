// Decoder and encoder against the facts' test vectors, and against each other over random words and random fields.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeWord, type DecodedWord } from './decode';
import { describeFormat } from './describe';
import { encodeWord } from './encode';
import { formatFor } from './formats';
import { hexWord } from './hex';
import { KERNEL_NAMES, type KernelName } from './kernelName';
import { FORMAT_IDS, greatestValue, type FormatId, type WordField } from './layout';

const anyWord = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 0n, max: 2n ** 20n }),
  fc.bigInt({ min: 2n ** 64n - 64n, max: 2n ** 64n - 1n }),
);
const anyFormat = fc.constantFrom(...FORMAT_IDS);
const anyKernel = fc.constantFrom(...KERNEL_NAMES);
const anyNodesShift = fc.constantFrom(6, 10);

const valuesOf = (decoded: DecodedWord): ReadonlyMap<string, bigint> =>
  new Map(decoded.fields.map(({ name, value }) => [name, value]));

/** Fields that are neither marks nor reserved. */
const settable = (decoded: DecodedWord): Record<string, bigint> => {
  const kinds = formatFor(decoded.format, decoded.kernel).kinds;
  const fields = kinds.find(({ name }) => name === decoded.layout)?.fields ?? [];
  const free = new Set(fields.filter(({ fixed }) => fixed === undefined).map(({ name }) => name));
  return Object.fromEntries([...valuesOf(decoded)].filter(([name]) => free.has(name)));
};

type Vector = readonly [FormatId, KernelName, string, Record<string, bigint>, string];

/** Fields not named are 0. */
const VECTORS: readonly Vector[] = [
  ['swp_entry', 'p4', 'Swap', { type: 0n, offset: 0x200n }, '0x0000000000000200'],
  ['swp_entry', 'p4', 'Swap', { type: 1n, offset: 1n }, '0x0400000000000001'],
  ['swp_entry', 'p4', 'Swap', { type: 1n, offset: 0x1234n }, '0x0400000000001234'],
  ['swp_entry', 'p4', 'Swap', { type: 2n, offset: 0xfffffn }, '0x08000000000fffff'],
  ['swp_entry', 'p4', 'Swap', { type: 23n, offset: 2n ** 50n - 1n }, '0x5c03ffffffffffff'],
  ['pte', 'p4', 'Swap', { type: 0n, offset: 0x200n }, '0x07fffffffffbfe00'],
  ['pte', 'p4', 'Swap', { type: 1n, offset: 1n }, '0x0ffffffffffffc00'],
  ['pte', 'p4', 'Swap', { type: 1n, offset: 0x1234n }, '0x0fffffffffdb9600'],
  ['pte', 'p4', 'Swap', { type: 2n, offset: 0xfffffn }, '0x17ffffffe0000000'],
  ['pte', 'p4', 'Swap', { type: 23n, offset: 2n ** 50n - 1n }, '0xb800000000000000'],
  ['pte', 'p4', 'Marker', { marker: 2n }, '0xfffffffffffffa00'],
  ['swap_table', 'p4', 'Shadow', { count: 1n }, '0x1000000000000001'],
  ['swap_table', 'p4', 'Shadow', { count: 2n, eviction: 0x1000n, memcg_id: 5n, workingset: 1n }, '0x2000010000005003'],
  ['swap_table', 'p4', 'PFN', { pfn: 0x12345n }, '0x0000000000048d16'],
  ['swap_table', 'p4', 'PFN', { pfn: 0x12345n, count: 1n }, '0x1000000000048d16'],
  ['swap_table', 'p4', 'PFN', { pfn: 0x12345n, count: 1n, zero: 1n }, '0x1800000000048d16'],
  ['swap_table', 'p4', 'PFN', { pfn: 0x12345n, count: 15n }, '0xf000000000048d16'],
  ['swap_table', 'ste-v1', 'Pointer', { offset: 512n }, '0x0000000000001004'],
  ['swap_table', 'ste-v1', 'Pointer', { offset: 512n, cache_only: 1n }, '0x8000000000001004'],
  ['swap_table', 'ste-v2', 'Pointer', { offset: 512n, cache_only: 1n }, '0x8000000000001004'],
  ['swap_table', 'p4', 'Bad', {}, '0xfffffffffffffff8'],
  ['swap_table', 'p4', 'NULL', {}, '0x0000000000000000'],
  ['virtual_table', 'ste-latest', 'SWAPFILE', { type: 1n, offset: 0x1234n }, '0x08000000000091a2'],
  ['virtual_table', 'ste-latest', 'SWAPFILE', { type: 9n, offset: 0x1234n }, '0x48000000000091a2'],
  ['virtual_table', 'ste-v1', 'SWAPFILE', { type: 1n, offset: 0x1234n }, '0x20000000000091a1'],
  ['virtual_table', 'ste-v2', 'SWAPFILE', { type: 1n, offset: 0x1234n }, '0x20000000000091a1'],
  ['virtual_table', 'ste-v1', 'ZERO', {}, '0x0000000000000002'],
  ['virtual_table', 'ste-v1', 'ZSWAP', { zswap_entry: 0xffff888000001230n }, '0xffff888000001233'],
  ['virtual_table', 'ste-v2', 'ZSWAP', { zswap_entry: 0xffff888000001230n }, '0xffff888000001232'],
  ['virtual_table', 'ste-latest', 'ZSWAP', { zswap_entry: 0xffff888000001230n }, '0xffff888000001231'],
  ['virtual_table', 'ste-v1', 'FOLIO', { folio: 0xffffea0000048d00n }, '0xffffea0000048d04'],
];

describe('test vectors (facts 1.19)', () => {
  test.each(VECTORS)('%s of %s: %s %o is %s', (format, kernel, kind, fields, word) => {
    const encoded = encodeWord(format, kernel, kind, new Map(Object.entries(fields)));
    expect(encoded.problems).toEqual([]);
    expect(hexWord(encoded.value ?? 0n)).toBe(word);
    const decoded = decodeWord(BigInt(word), format, kernel);
    expect(decoded.kind).toBe(kind);
    const expected = Object.fromEntries(Object.keys(settable(decoded)).map((name) => [name, fields[name] ?? 0n]));
    expect(settable(decoded)).toEqual(expected);
  });

  test('type bits fall off as in RFC v1 and v2, with a warning', () => {
    const collides = encodeWord(
      'virtual_table',
      'ste-v1',
      'SWAPFILE',
      new Map([
        ['type', 9n],
        ['offset', 0x1234n],
      ]),
    );
    expect(collides.value).toBe(0x20000000000091a1n);
    const onC = encodeWord(
      'swap_table',
      'ste-v1',
      'Pointer',
      new Map([
        ['type', 4n],
        ['offset', 512n],
      ]),
    );
    expect(onC.value).toBe(0x8000000000001004n);
    expect([...collides.problems, ...onC.problems].map(({ code, severity }) => [code, severity])).toEqual([
      ['VS0211', 'warning'],
      ['VS0211', 'warning'],
    ]);
  });

  test('a shadow with 6 node bits', () => {
    const fields = new Map([
      ['eviction', 7n],
      ['memcg_id', 5n],
      ['node', 63n],
      ['workingset', 1n],
    ]);
    const { value = 0n } = encodeWord('shadow', 'p4', 'Shadow', fields, { nodesShift: 6 });
    expect(value).toBe((7n << 24n) | (5n << 8n) | (63n << 2n) | 3n);
    expect(
      decodeWord(value, 'shadow', 'p4', { nodesShift: 6 }).fields.find(({ name }) => name === 'eviction')?.bits,
    ).toEqual([58, 24]);
  });
});

describe('every word, every format, every kernel', () => {
  test('each bit belongs to exactly one field', () => {
    fc.assert(
      fc.property(anyWord, anyFormat, anyKernel, anyNodesShift, (word, format, kernel, nodesShift) => {
        const bits = decodeWord(word, format, kernel, { nodesShift }).fields.flatMap(({ bits: [high, low] }) =>
          Array.from({ length: high - low + 1 }, (_, n) => high - n),
        );
        expect(bits).toEqual(Array.from({ length: 64 }, (_, n) => 63 - n));
      }),
    );
  });

  test('encode after decode is the identity', () => {
    fc.assert(
      fc.property(anyWord, anyFormat, anyKernel, anyNodesShift, (word, format, kernel, nodesShift) => {
        const decoded = decodeWord(word, format, kernel, { nodesShift });
        expect(encodeWord(format, kernel, decoded.layout, valuesOf(decoded), { nodesShift }).value).toBe(word);
        if (decoded.kind !== 'Invalid') {
          const fromFields = encodeWord(format, kernel, decoded.kind, new Map(Object.entries(settable(decoded))), {
            nodesShift,
          });
          expect(fromFields).toEqual({ value: word, problems: [] });
        }
      }),
      { numRuns: 3000 },
    );
  });

  const KINDS = FORMAT_IDS.flatMap((format) =>
    KERNEL_NAMES.flatMap((kernel) => {
      const { kinds } = formatFor(format, kernel);
      const valid = kinds.filter(({ name, neverStored }) => name !== 'Invalid' && neverStored === undefined);
      return valid.map((kind) => ({ format, kernel, kind }));
    }),
  );

  const valueOf = (field: WordField): fc.Arbitrary<bigint> => {
    const width = BigInt(field.high - field.low + 1);
    if (field.stored === 'pointer')
      return fc.bigInt({ min: 0n, max: 2n ** width - 1n }).map((v) => v << BigInt(field.low));
    return fc.bigInt({ min: 0n, max: 2n ** width - 1n });
  };

  const anyFields = fc.constantFrom(...KINDS).chain(({ format, kernel, kind }) => {
    const free = kind.fields.filter(({ fixed }) => fixed === undefined);
    return fc
      .record(Object.fromEntries(free.map((f) => [f.name, valueOf(f)])))
      .map((fields) => ({ format, kernel, kind, fields }));
  });

  test('decode after encode gives kind and fields back, unless the word belongs to another kind and a warning says so', () => {
    fc.assert(
      fc.property(anyFields, ({ format, kernel, kind, fields }) => {
        const { value, problems } = encodeWord(format, kernel, kind.name, new Map(Object.entries(fields)));
        const decoded = decodeWord(value ?? 0n, format, kernel);
        if (problems.length > 0) {
          expect(problems.map(({ code }) => code)).toEqual(['VS0212']);
          expect(decoded.kind).not.toBe(kind.name);
        } else {
          expect(decoded.kind).toBe(kind.name);
          expect(settable(decoded)).toEqual(fields);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('values one beyond the greatest are refused', () => {
    for (const { format, kernel, kind } of KINDS) {
      for (const field of kind.fields.filter(({ fixed }) => fixed === undefined)) {
        const { value, problems } = encodeWord(
          format,
          kernel,
          kind.name,
          new Map([[field.name, greatestValue(field) + 1n]]),
        );
        expect([value, problems[0]?.code], `${format} ${kernel} ${kind.name} ${field.name}`).toEqual([
          undefined,
          'VS0206',
        ]);
      }
    }
  });
});

describe('words that the kernel never stores', () => {
  test.each([
    ['swap_table', 'p4', 0x18n, /marks fit no kind/],
    [
      'swap_table',
      'p4',
      0x0000040000000002n,
      /marked as PFN, but bits 58\.\.42 \(reserved_58_42\) hold 0x1 where 0x0 belongs/,
    ],
    ['swap_table', '6.18', 0x4n, /marks fit no kind/],
    ['virtual_table', 'ste-v1', 0xffff888000000005n, /tag 5 is spare/],
    ['virtual_table', 'ste-v2', 0x3n, /VSWAP_ZERO, which this kernel returns but never stores/],
    ['virtual_table', 'ste-v1', 0x100n, /marks fit no kind/],
    ['virtual_table', 'p4', 0x1n, /has no virtual swap device/],
    ['swp_entry', 'p4', 1n << 63n, /bit 63 \(top\)/],
    ['pte', 'p4', 0x0ffffffffffffc90n, /bit 7 \(pse\) hold 0x1 where 0x0 belongs, bit 4/],
    ['shadow', 'p4', 0x2n, /marks fit no kind/],
  ] as const)('%s of %s: %s', (format, kernel, word, reason) => {
    const decoded = decodeWord(word, format, kernel);
    expect(decoded.kind).toBe('Invalid');
    expect(decoded.note).toMatch(reason);
  });

  test('unknown names are answered with the known ones', () => {
    expect(encodeWord('swap_table', 'p4', 'Folio', new Map()).problems[0]?.message).toMatch(
      /NULL, Shadow, PFN, Pointer, Bad/,
    );
    expect(encodeWord('swap_table', 'p4', 'pfn', new Map([['age', 1n]])).problems[0]?.message).toMatch(
      /count, zero, pfn$/,
    );
    expect(encodeWord('swap_table', 'p4', 'Bad', new Map([['age', 1n]])).problems[0]?.message).toMatch(
      /no field: nothing of it can be chosen/,
    );
    const unaligned = encodeWord('virtual_table', 'ste-v1', 'ZSWAP', new Map([['zswap_entry', 0xffff888000000004n]]));
    expect(unaligned.problems[0]?.message).toMatch(/multiple of 8/);
  });
});

test('what is not known for sure says so', () => {
  expect(describeFormat('swap_table', '6.18').uncertain).toMatch(/^UNCERTAIN/);
  expect(decodeWord(1n, 'swap_table', '6.18').note).toMatch(/UNCERTAIN/);
  expect(describeFormat('swap_table', 'p4').uncertain).toBeUndefined();
  expect(
    describeFormat('virtual_table', 'ste-v1')
      .kinds.map(({ name }) => name)
      .slice(0, 5),
  ).toEqual(['NONE', 'SWAPFILE', 'ZERO', 'ZSWAP', 'FOLIO']);
});
