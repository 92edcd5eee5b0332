// Whether all laws hold on a kernel at rest, statement after statement: the looks of the one pass (invariants.ts), each taken again only where a word that it read was written.
import { FRAMES } from '../mm/folio.js';
import type { Kernel } from '../mm/kernel.js';
import { NULL_INDEX } from '../memory/regions.js';
import { SWAPFILE_CLUSTER } from '../mm/layout.js';
import { wordIndex, type SwpEntry } from '../word/brand.js';
import { swpEntryPlus } from '../word/swpEntry.js';
import { atOnce, Slice, type InSlices } from './inSlices.js';
import { isLawOf, THEMES } from './invariants.js';
import type { Broken, Look, Slot, Tally } from './law.js';
import { Recall, type Remembered } from './recall.js';
import { ReferenceCounts } from './referenceCounts.js';
import { emptySlot, NO_SLOTS, passPart, type WritableSlot } from './slotPass.js';
import { SlotSums } from './slotSums.js';
import { clustersOf, visitPages, type Seen, type SeenCluster } from './snapshot.js';

/** Slots that are looked at together: fewer are more to keep, more are more to look at anew (bench: the same scenario to its end). */
const PART = 16;
const FRAMES_OF_PART = 64;
/** Parts passed by between two slices; one that is looked at takes the time of many. */
const SLICE_PARTS = 512;
const LOOKED = 64;

interface SlotPart {
  readonly cluster: SeenCluster;
  readonly seen: Remembered<{ readonly sums: SlotSums; readonly tally: Tally; readonly isBroken: boolean }>;
  round: number;
}

interface FramePart {
  readonly count: number;
  /** Whether one of them breaks a law. */
  readonly isBroken: Remembered<boolean>;
}

export class Soundness {
  readonly #recall: Recall;
  readonly #references: ReferenceCounts;
  /** By the entry of the first slot. */
  readonly #slots = new Map<SwpEntry, SlotPart>();
  /** In the order of the frames. */
  readonly #frames: FramePart[] = [];
  readonly #onSlot: readonly ((slot: Slot) => void)[];
  readonly #onPage: readonly NonNullable<Look['page']>[];
  #slot: WritableSlot | undefined;
  /** Of the part that is looked at. */
  #sums = new SlotSums();
  #isBroken = false;
  #round = 0;
  readonly #slice = new Slice(SLICE_PARTS);
  /** Parts that had to be looked at so far. */
  #looked = 0;
  /** The last answer, and the length of the journal that it was given at. */
  #seen: { readonly at: number; readonly isSound: boolean } | undefined;

  constructor(readonly of: Kernel) {
    this.#recall = new Recall(of);
    this.#references = new ReferenceCounts(this.#recall, (entry) => this.#dropSlot(entry));
    const looks = this.#looks(this.#recall.k, () => this.#sums, []);
    this.#onSlot = looks.flatMap(({ slot }) => (slot === undefined ? [] : [slot]));
    this.#onPage = looks.flatMap(({ page }) => (page === undefined ? [] : [page]));
  }

  /** Whether `violations(k, 'rest')` is empty. The kernel stands at the end of its journal. */
  isSound(): boolean {
    return atOnce(this.look());
  }

  /** The same in slices; afterwards `isSound` takes no time until something is written. */
  *look(): InSlices<boolean> {
    const at = this.of.mem.journal.length;
    if (this.#seen?.at !== at) this.#seen = { at, isSound: yield* this.#lookAnew() };
    return this.#seen.isSound;
  }

  *#lookAnew(): InSlices<boolean> {
    const k = this.of;
    const isAnew = !(yield* this.#recall.catchUp());
    if (isAnew) this.#forget();
    yield* this.#references.catchUp();
    const clusters = clustersOf(k);
    const totals = new SlotSums();
    const looks = this.#looks(k, () => totals, clusters);
    const tallies = yield* this.#tallies(clusters, totals);
    let isSound = tallies !== undefined && (yield* this.#areFramesSound());
    if (tallies !== undefined && isSound) {
      this.#isBroken = false;
      for (const [i, cluster] of clusters.entries()) {
        for (const look of looks) look.cluster?.(cluster, tallies[i] ?? NO_SLOTS);
        if (this.#slice.isOver(1)) yield;
      }
      for (const look of looks) {
        look.end?.();
        if (this.#slice.isOver(clusters.length)) yield;
      }
      isSound = !this.#isBroken;
    }
    if (isAnew) this.#recall.settle();
    return isSound;
  }

  #forget(): void {
    this.#references.forget();
    this.#slots.clear();
    this.#frames.length = 0;
  }

  #dropSlot(entry: SwpEntry): void {
    const part = this.#slots.get(swpEntryPlus(entry, -(entry % PART)));
    if (part !== undefined) this.#recall.drop(part.seen);
  }

  #looks(k: Kernel, sums: () => SlotSums, clusters: readonly SeenCluster[]): readonly Look[] {
    const seen: Seen = {
      k,
      moment: 'rest',
      clusters,
      references: this.#references.counts,
      get sums() {
        return sums();
      },
    };
    const broken: Broken = (name) => {
      if (isLawOf(k, name)) this.#isBroken = true;
    };
    return THEMES.map(({ look }) => look(seen, broken));
  }

  /** Of each cluster; undefined when a slot breaks a law. */
  *#tallies(clusters: readonly SeenCluster[], totals: SlotSums): InSlices<readonly Tally[] | undefined> {
    this.#round++;
    let isBroken = false;
    let met = 0;
    const tallies: Tally[] = [];
    for (const cluster of clusters) {
      if (cluster.table === NULL_INDEX) {
        tallies.push(NO_SLOTS);
        continue;
      }
      const tally = { used: 0, pfn: 0, shadow: 0, pointer: 0, bad: 0 };
      for (let first = 0; first < SWAPFILE_CLUSTER; first += PART, met++) {
        const looked = this.#looked;
        const { sums, tally: own, isBroken: isPartBroken } = this.#part(cluster, first).seen.value;
        isBroken ||= isPartBroken;
        if (this.#slice.isOver(looked === this.#looked ? 1 : LOOKED)) yield;
        if (own === NO_SLOTS) continue;
        totals.add(sums);
        tally.used += own.used;
        tally.pfn += own.pfn;
        tally.shadow += own.shadow;
        tally.pointer += own.pointer;
        tally.bad += own.bad;
      }
      tallies.push(tally);
    }
    if (met !== this.#slots.size)
      for (const [entry, { round }] of this.#slots) if (round !== this.#round) this.#slots.delete(entry);
    return isBroken ? undefined : tallies;
  }

  #part(cluster: SeenCluster, first: number): SlotPart {
    const entry = swpEntryPlus(cluster.first, first);
    const part = this.#slots.get(entry);
    if (part !== undefined && isSame(part.cluster, cluster) && this.#recall.isGood(part.seen)) {
      part.round = this.#round;
      return part;
    }
    this.#looked++;
    const slot = (this.#slot ??= emptySlot(cluster));
    this.#sums = new SlotSums();
    this.#isBroken = false;
    // Stays so where no slot is shown.
    slot.off = -1;
    const seen = this.#recall.look(() => {
      const tally = passPart(this.#recall.k, cluster, first, first + PART, slot, this.#onSlot);
      return { sums: this.#sums, tally: slot.off < 0 ? NO_SLOTS : tally, isBroken: this.#isBroken };
    });
    const made = { cluster, seen, round: this.#round };
    this.#slots.set(entry, made);
    return made;
  }

  *#areFramesSound(): InSlices<boolean> {
    const { k } = this.#recall;
    const used = this.of.num(wordIndex(this.of.g.frames + FRAMES.used));
    let isBroken = false;
    for (let i = 0; i * FRAMES_OF_PART < used; i++) {
      const first = i * FRAMES_OF_PART;
      const count = Math.min(FRAMES_OF_PART, used - first);
      let part = this.#frames[i];
      const isGood = part?.count === count && this.#recall.isGood(part.isBroken);
      if (part === undefined || !isGood) {
        this.#isBroken = false;
        const seen = this.#recall.look(() => {
          visitPages(k, first, first + count, (page, flags) => {
            for (const look of this.#onPage) look(page, flags);
          });
          return this.#isBroken;
        });
        part = { count, isBroken: seen };
        this.#frames[i] = part;
      }
      isBroken ||= part.isBroken.value;
      if (this.#slice.isOver(isGood ? 1 : LOOKED)) yield;
    }
    return !isBroken;
  }
}

function isSame(a: SeenCluster, b: SeenCluster): boolean {
  return a.ci === b.ci && a.table === b.table && a.index === b.index && a.si === b.si && a.isVirtual === b.isVirtual;
}
