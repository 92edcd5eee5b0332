// The laws that the tables obey between statements (facts 4), all of them in one pass over the words; docs/invariants.md lists them.
import type { Finding } from '../scenario/outcome.js';
import type { Kernel } from '../mm/kernel.js';
import { CACHE_LAWS } from './cacheLaws.js';
import { CLUSTER_LAWS } from './clusterLaws.js';
import { COUNT_LAWS } from './countLaws.js';
import { DEVICE_LAWS } from './deviceLaws.js';
import { wordText, type Broken, type Law, type LawName, type Theme } from './law.js';
import { MEMCG_LAWS } from './memcgLaws.js';
import { passSlots } from './slotPass.js';
import { forEachPage, see } from './snapshot.js';
import { VIRTUAL_LAWS } from './virtualLaws.js';
import { ZSWAP_LAWS } from './zswapLaws.js';

const THEMES: readonly Theme[] = [
  CLUSTER_LAWS,
  COUNT_LAWS,
  CACHE_LAWS,
  DEVICE_LAWS,
  VIRTUAL_LAWS,
  MEMCG_LAWS,
  ZSWAP_LAWS,
];

/** All laws, I1 to J21. */
export const INVARIANTS: readonly Law[] = THEMES.flatMap(({ laws }) => laws).toSorted((a, b) => place(a) - place(b));

/** More about one broken law than a person reads helps nobody; the rest is counted. */
const MOST_OF_ONE = 4;

/**
 * Checks all invariants that hold for the kernel, on a kernel at rest; empty when they hold. Reads only, and takes a time proportional to the clusters with
 * tables and the page tables.
 */
export function checkInvariants(k: Kernel): readonly Finding[] {
  const found = new Map<LawName, string[]>();
  const broken: Broken = (law, word, what) => {
    const messages = found.get(law) ?? [];
    found.set(law, messages);
    messages.push(messages.length < MOST_OF_ONE ? `${what}, ${wordText(k, word)}` : what);
  };
  const seen = see(k);
  const looks = THEMES.map(({ look }) => look(seen, broken));
  passSlots(seen, looks);
  forEachPage(k, (page, flags) => {
    for (const look of looks) look.page?.(page, flags);
  });
  for (const look of looks) look.end?.();
  return found.size === 0 ? [] : INVARIANTS.flatMap((law) => findings(k, law, found.get(law.name) ?? []));
}

function findings(k: Kernel, { name, meaning, kernels }: Law, messages: readonly string[]): readonly Finding[] {
  if (!kernels.includes(k.variant.name)) return [];
  const kind = name === 'J5' ? 'loss' : 'invariant';
  const more = messages.length - MOST_OF_ONE;
  return messages.slice(0, MOST_OF_ONE).map((message, i) => ({
    kind,
    law: name,
    code: kind === 'loss' ? 'VS0421' : 'VS0420',
    message: `${name} is broken (${meaning}): ${message}${i === MOST_OF_ONE - 1 && more > 0 ? `; and ${more} more` : ''}.`,
  }));
}

function place({ name }: Law): number {
  return (name.startsWith('J') ? 100 : 0) + Number(name.slice(1));
}
