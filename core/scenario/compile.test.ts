// What a text says: the program that comes out of it.

import { describe, expect, it } from 'vitest';
import { compileScenario } from './compile.js';
import { EXAMPLES } from './examples.fixture.js';
import { NOT_MODELLED_YET } from './modelled.js';

describe('the examples of the introduction', () => {
  it.each(Object.entries(EXAMPLES))('%s has no problem but what is not modelled yet', (_name, text) => {
    const { problems } = compileScenario(text, 'example.vswap');
    expect(problems.filter(({ code }) => code !== 'VS0190')).toEqual([]);
    expect(problems.length > 0).toBe(NOT_MODELLED_YET.has('swapoff') && text.includes('swapoff'));
  });
});
