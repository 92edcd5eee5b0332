// What a pending fault looks like in memory: apart from faults.ts, because the kernel's layout of globals is computed from it.

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
  'pool alloc',
] as const;
export type FaultSite = (typeof FAULT_SITES)[number];

/** Faults that can be pending at once. */
export const MOST_FAULTS = 64;
/** `target` is a slot, or an address in the task in place `task` - 1; 0: whatever comes there. */
export const FAULT = { site: 0, target: 1, times: 2, task: 3, words: 4 } as const;
/** Words that pending faults take. */
export const FAULT_WORDS = MOST_FAULTS * FAULT.words;
