// What a page is filled with: text, random, pattern, zero or one byte.

import type { Context } from './context.js';
import type * as ast from './generated/ast.js';
import { parseNumber } from './literals.js';
import type { Content } from './program.js';
import { CONTENT_FIELD_LIMIT } from '../content/content.js';
import { rangeOf } from './sourceRange.js';

export function analyseContent(node: ast.Content, context: Context): Content | undefined {
  const number = (text: string | undefined, max: bigint, what: string): number | undefined => {
    const parsed = parseNumber(text ?? '0', undefined);
    if (!('wrong' in parsed) && parsed.value <= max) return Number(parsed.value);
    const problem = 'wrong' in parsed ? parsed.wrong : `${text ?? ''} is too large`;
    context.problems.error('VS0131', rangeOf(node), `${what} must be a number from 0 to ${max}: ${problem}.`);
    return undefined;
  };
  if (node.kind === 'zero') return { kind: 'zero' };
  if (node.kind === 'fill') {
    const byte = number(node.byte, 255n, 'The byte to fill with');
    return byte === undefined ? undefined : { kind: 'fill', byte };
  }
  const seed = number(node.seed, BigInt(CONTENT_FIELD_LIMIT), 'A seed');
  return seed === undefined ? undefined : { kind: node.kind, seed };
}
