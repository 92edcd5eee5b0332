// Every code that a request can be refused with has its entry in the docs.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const source = readFileSync(new URL('./requestError.ts', import.meta.url), 'utf8');
const docs = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const codes = [...source.matchAll(/= (6\d\d);/g)].map(([, number]) => `VS0${number}`);

describe('the codes of refused requests', () => {
  it('are all documented, and no others', () => {
    expect(codes.length).toBeGreaterThan(5);
    expect([...docs.matchAll(/^\| (VS06\d\d) /gm)].map(([, code]) => code)).toEqual(codes);
  });
});
