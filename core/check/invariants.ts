// The laws that the tables obey between statements (facts 4), all of them in one pass over the words; docs/invariants.md lists them.
import type { Finding } from '../scenario/outcome.js';
import { FRAMES } from '../mm/folio.js';
import type { Kernel } from '../mm/kernel.js';
import { CACHE_LAWS } from './cacheLaws.js';
import { CLUSTER_LAWS } from './clusterLaws.js';
import { COUNT_LAWS } from './countLaws.js';
import { DEVICE_LAWS } from './deviceLaws.js';
import { atOnce, Slice, type InSlices } from './inSlices.js';
import { wordText, type Broken, type Law, type LawName, type Theme } from './law.js';
import { MEMCG_LAWS } from './memcgLaws.js';
import { passSlots } from './slotPass.js';
import { see, visitPages, type Moment } from './snapshot.js';
import { VIRTUAL_LAWS } from './virtualLaws.js';
import { ZSWAP_LAWS } from './zswapLaws.js';
import { wordIndex, type WordIndex } from '../word/brand.js';

export const THEMES: readonly Theme[] = [
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

const BY_NAME: ReadonlyMap<LawName, Law> = new Map(INVARIANTS.map((law) => [law.name, law]));

/** Whether a law is one of this kernel's. */
export function isLawOf(k: Kernel, name: LawName): boolean {
  return BY_NAME.get(name)?.kernels.includes(k.variant.name) === true;
}

/** More about one broken law than a person reads helps nobody; the rest is counted. */
const MOST_OF_ONE = 4;

/** Between two slices; clusters at the end of each theme. */
const FRAMES_PASSED = 1024;
const CLUSTERS_PASSED = 512;

/** A law that does not hold: `word` says so, `what` says in which way. */
export interface Violation {
  readonly law: Law;
  readonly word: WordIndex;
  readonly what: string;
  /** The other words that it is about; to be asked for at the same moment. */
  readonly others: (() => readonly WordIndex[]) | undefined;
}

/**
 * All violations of the laws that hold for the kernel, in the order of the laws. `moment`: the kernel is at rest, or in the middle of a statement; there some
 * laws are broken for a moment by every run (transients.ts). Reads only, and takes a time proportional to the clusters with tables and the page tables.
 */
export function violations(k: Kernel, moment: Moment): readonly Violation[] {
  return atOnce(violationsInSlices(k, moment));
}

/** The same in slices: memory stands where it stood whenever it goes on. */
export function* violationsInSlices(k: Kernel, moment: Moment): InSlices<readonly Violation[]> {
  const found: Violation[] = [];
  const broken: Broken = (name, word, what, others) => {
    const law = BY_NAME.get(name);
    if (law !== undefined && law.kernels.includes(k.variant.name)) found.push({ law, word, what, others });
  };
  const seen = yield* see(k, moment);
  const looks = THEMES.map(({ look }) => look(seen, broken));
  yield* passSlots(seen, looks);
  const used = k.num(wordIndex(k.g.frames + FRAMES.used));
  for (let first = 0; first < used; first += FRAMES_PASSED) {
    visitPages(k, first, Math.min(first + FRAMES_PASSED, used), (page, flags) => {
      for (const look of looks) look.page?.(page, flags);
    });
    yield;
  }
  const slice = new Slice(CLUSTERS_PASSED);
  for (const look of looks) {
    look.end?.();
    if (slice.isOver(seen.clusters.length)) yield;
  }
  return found.length < 2 ? found : found.toSorted((a, b) => place(a.law) - place(b.law));
}

/** What is wrong with a kernel at rest, in words; empty when all laws hold. */
export function checkInvariants(k: Kernel): readonly Finding[] {
  return told(violations(k, 'rest'), ({ word, what }) => `${what}, ${wordText(k, word)}`);
}

/** Violations in the order of the laws become findings: a few of each law, and how many more there are. */
export function told(found: readonly Violation[], say: (violation: Violation) => string): readonly Finding[] {
  return INVARIANTS.flatMap(({ name, meaning }) => {
    const ofLaw = found.filter(({ law }) => law.name === name);
    const more = ofLaw.length - MOST_OF_ONE;
    const kind = name === 'J5' ? 'loss' : 'invariant';
    return ofLaw.slice(0, MOST_OF_ONE).map((violation, i) => ({
      kind,
      law: name,
      code: kind === 'loss' ? 'VS0421' : 'VS0420',
      message: `${name} is broken (${meaning}): ${say(violation)}${i === MOST_OF_ONE - 1 && more > 0 ? `; and ${more} more` : ''}.`,
    }));
  });
}

function place({ name }: Law): number {
  return (name.startsWith('J') ? 100 : 0) + Number(name.slice(1));
}
