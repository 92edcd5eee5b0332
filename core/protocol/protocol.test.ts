// Messages from the other side are accepted exactly when they have the shape, and refused with a reason otherwise: never with an exception.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeConversation, type CodeToHost } from './code';
import { panelConversation, type PanelToHost } from './panel';
import { check } from './schema';
import { decodeRuns, encodeRuns } from './slotRuns';

const clicks: readonly PanelToHost[] = [
  { kind: 'ready' },
  { kind: 'selectDevice', type: 0 },
  { kind: 'selectSlot', type: 1, offset: 2 ** 45 - 1, table: 'virtual_table' },
  { kind: 'selectWord', format: 'pte', index: 12 },
  { kind: 'selectPage', page: { task: 'app', area: 'heap', page: 3 } },
  { kind: 'look', first: 0, count: 512 },
  { kind: 'goTo', target: 'vswap:512' },
  { kind: 'nextChanged', direction: -1 },
];

describe('a message', () => {
  test.each(clicks)('is accepted: $kind', (message) => {
    expect(check(panelConversation.toHost, message)).toEqual({ value: message, problems: [] });
  });

  test.each<[unknown, RegExp]>([
    [undefined, /expected an object, found undefined/],
    [null, /found null/],
    [[], /found a list/],
    [{}, /message\.kind: expected one of ready/],
    [{ kind: 'constructor' }, /message\.kind/],
    [{ kind: 'selectDevice', type: 32 }, /message\.type: expected a whole number from 0 to 31, found 32/],
    [{ kind: 'selectDevice', type: 1.5 }, /found 1.5/],
    [{ kind: 'selectDevice' }, /found undefined/],
    [{ kind: 'look', first: 0, count: 513 }, /from 1 to 512/],
    [{ kind: 'goTo', target: 'x'.repeat(201) }, /at most 200 characters, found 201/],
    [{ kind: 'selectPage', page: { task: 'a', area: 7, page: 0 } }, /message\.page\.area: expected text, found 7/],
    [{ kind: 'nextChanged', direction: 2 }, /one of 1, -1/],
  ])('is refused with a reason: %j', (message, reason) => {
    const { value, problems } = check(panelConversation.toHost, message);
    expect(value).toBeUndefined();
    expect(problems.join()).toMatch(reason);
  });

  test('loses what its shape does not have', () => {
    expect(check(panelConversation.toHost, { kind: 'ready', extra: 1 }).value).toEqual({ kind: 'ready' });
  });

  test('cannot break its check, whatever it is', () => {
    const schemas = [
      panelConversation.toHost,
      panelConversation.toView,
      codeConversation.toHost,
      codeConversation.toView,
    ];
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true, withSparseArray: true }),
        fc.constantFrom(...schemas),
        (message, schema) => {
          const { value, problems } = check<unknown>(schema, message);
          expect(value === undefined).toBe(problems.length > 0);
          expect(problems.join().length).toBeLessThan(1000);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('cannot break its check when one part is anything', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<PanelToHost | CodeToHost>(...clicks),
        fc.string(),
        fc.anything(),
        (message, key, value) => {
          const { problems } = check(panelConversation.toHost, { ...message, [key]: value });
          expect(problems.length).toBeLessThan(2);
          const broken = Object.fromEntries(Object.keys(message).map((name) => [name, value]));
          expect(check(panelConversation.toHost, { ...broken, kind: message.kind }).problems.length).toBeLessThan(2);
        },
      ),
    );
  });

  test('cannot run code of an object with getters', () => {
    const hostile = {
      get kind(): string {
        throw new Error('never seen');
      },
    };
    expect(check(panelConversation.toHost, hostile).problems).toEqual(['message: could not be read']);
  });
});

test('slot runs: decoding after encoding is the identity, and shorter where slots repeat', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 63 }), fc.integer({ min: 1, max: 200 })), { maxLength: 6 }), (runs) => {
      const codes = Uint8Array.from(runs.flatMap(([code, length]) => Array<number>(length).fill(code)).slice(0, 512));
      const encoded = encodeRuns(codes);
      expect(encoded.length).toBeLessThanOrEqual(2 * runs.length);
      expect(decodeRuns(encoded, codes.length)).toEqual(codes);
    }),
  );
});
