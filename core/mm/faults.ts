// Fault injection: what a scenario told to fail, in words, so that it travels in time like everything else.
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';

/** Where the model can fail, under the names of the language (core/scenario/analyseFail.ts says what each is). */
export const FAULT_SITES = [
  'vtable alloc',
  'table alloc',
  'memcg alloc',
  'extend alloc',
  'cluster alloc',
  'zswap alloc',
  'folio alloc',
  'swap charge',
  'compress',
  'decompress',
  'read',
  'write',
] as const;
export type FaultSite = (typeof FAULT_SITES)[number];

/** Faults that can be pending at once. */
const MOST_FAULTS = 64;
const RECORD = { site: 0, target: 1, times: 2, words: 3 } as const;
/** Words that pending faults take. */
export const FAULT_WORDS = MOST_FAULTS * RECORD.words;
/** `times` of a fault that never ends. */
const ALWAYS = -1;

/** From now on `site` fails, only for slot `target` if one is given; false when too many faults are pending. */
export function inject_fault(
  k: Kernel,
  site: FaultSite,
  target: SwpEntry | undefined,
  times: number | 'always',
): boolean {
  for (let i = 0; i < MOST_FAULTS; i++) {
    const at = record(k, i);
    if (k.num(at) !== 0) continue;
    k.setNum(at, FAULT_SITES.indexOf(site) + 1);
    k.setNum(wordIndex(at + RECORD.target), target ?? 0);
    k.setNum(wordIndex(at + RECORD.times), times === 'always' ? ALWAYS : times);
    return true;
  }
  return false;
}

/** Whether this is a moment to fail; counts it. `target` is the slot concerned, where there is one. */
export function should_fail(k: Kernel, site: FaultSite, target?: SwpEntry): boolean {
  // Most runs inject nothing: the first record is then empty.
  if (k.num(record(k, 0)) === 0) return false;
  const wanted = FAULT_SITES.indexOf(site) + 1;
  for (let i = 0; i < MOST_FAULTS; i++) {
    const at = record(k, i);
    if (k.num(at) !== wanted) continue;
    const only = k.num(wordIndex(at + RECORD.target));
    const times = wordIndex(at + RECORD.times);
    if ((only !== 0 && only !== target) || k.num(times) === 0) continue;
    if (k.num(times) !== ALWAYS) k.add(times, -1);
    return true;
  }
  return false;
}

function record(k: Kernel, i: number): WordIndex {
  return wordIndex(k.g.faults + i * RECORD.words);
}
