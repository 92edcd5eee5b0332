// Fault injection: the places where the model can be told to fail.

import { analyseValue } from './analyseExpression.js';
import { requireModelled, type Context } from './context.js';
import type { FaultSite } from '../mm/faultRecord.js';
import type * as ast from './generated/ast.js';
import { didYouMean, listed, nearest } from './nearest.js';
import type { Expression, SourceRange, Statement } from './program.js';
import { readCount } from './quantity.js';
import { rangeOf, rangeOfProperty, span } from './sourceRange.js';

/** What fails, and what may be named as its target. */
export const FAULT_SITES: Readonly<Record<string, string>> = {
  'vtable alloc': 'kcalloc of a virtual table',
  'table alloc': 'allocation of a swap table page',
  'memcg alloc': 'allocation of a swap_memcg_table',
  'extend alloc': 'allocation of an extend table, needed for the 15th reference',
  'cluster alloc': 'allocation of a dynamic cluster',
  'zswap alloc': 'allocation of a zswap_entry',
  'pool alloc': 'allocation of room in the pool of zswap for a compressed page',
  'folio alloc': 'allocation of a folio for a fault, for readahead or for writeback',
  'swap charge': 'the cgroup charge of a physical slot',
  compress: 'compression of a page',
  decompress: 'decompression of a page',
  read: 'a read from a device',
  write: 'a write to a device',
} satisfies Record<FaultSite, string>;

/** Places that come before there is a slot, or that serve many: a target could not tell one time from another. */
const UNTARGETED: ReadonlySet<string> = new Set<FaultSite>([
  'vtable alloc',
  'table alloc',
  'memcg alloc',
  'extend alloc',
  'cluster alloc',
  'swap charge',
]);

export function analyseFail(
  node: ast.Fail,
  at: { readonly range: SourceRange; readonly text: string },
  context: Context,
): Statement | undefined {
  const site = node.words.join(' ');
  const range = span(rangeOfProperty(node, 'words', 0), rangeOfProperty(node, 'words', node.words.length - 1));
  if (!Object.hasOwn(FAULT_SITES, site)) {
    const fixes = nearest(site, Object.keys(FAULT_SITES));
    context.problems.error(
      'VS0157',
      range,
      `There is no place to fail named "${site}".${fixes.length > 0 ? didYouMean(fixes) : ` The places are ${listed(Object.keys(FAULT_SITES), 'and')}.`}`,
      fixes,
    );
    return undefined;
  }
  let target: Expression | undefined;
  if (node.target !== undefined && UNTARGETED.has(site)) {
    context.problems.error(
      'VS0157',
      rangeOf(node.target),
      `"${site}" concerns no single slot or page: leave the target out, and say how often it fails, as in "fail ${site} 2 times".`,
    );
    return undefined;
  }
  if (node.target !== undefined) {
    const value = analyseValue(node.target, context);
    if (value === undefined) return undefined;
    if (value.type !== 'slot' && value.type !== 'page') {
      context.problems.error(
        'VS0157',
        rangeOf(node.target),
        `Only a slot or a page can fail: write disk0:5 or app.heap[3].`,
      );
      return undefined;
    }
    target = value.expression;
  }
  const times =
    node.when === 'always'
      ? 'always'
      : node.times === undefined
        ? 1
        : readCount(node.times, { what: 'How often it fails', min: 1, max: 1_000_000 }, context);
  if (times === undefined || !requireModelled('fail', rangeOf(node), 'Fault injection', context)) return undefined;
  return { ...at, kind: 'fail', site, target, times };
}
