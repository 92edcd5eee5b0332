// What the reference's state must look like as 64-bit words, made with the product's encoders; frames and zswap entries get the addresses they are first seen at.
import type { KernelName } from '../word/kernelName';
import { pfn as asPfn, type SwpEntry } from '../word/brand';
import { scratch, type Halves } from '../word/halves';
import { makePresentPte, makeSwapPte, PRESENT_DIRTY, PRESENT_WRITE, presentPtePfn, SWAP_EXCLUSIVE } from '../word/pte';
import { packShadow } from '../word/shadow';
import * as table from '../word/swapTable';
import { swpEntry } from '../word/swpEntry';
import { virtualTableEncoding } from '../word/virtualTable';
import type { Pte, Slot } from './state.fixture';

const NULL_WORD: Halves = { lo: 0, hi: 0 };
const MOST_IN_WORD = 15;
const KEPT_PTE_FLAGS = PRESENT_WRITE | PRESENT_DIRTY;

export const entryOf = (slot: Slot): SwpEntry => swpEntry(slot.cluster.device.type, slot.offset);

/** Places of the reference's objects in the product's memory: one object, one place, and at any moment one place, one object. */
export class Places {
  readonly #placeOf = new WeakMap<object, string>();
  #seen = new Map<string, object>();

  /** A new moment: what is gone gives its place up. */
  forget(): void {
    this.#seen = new Map();
  }

  /** The place of the object: where it was first seen, else `candidate`, unless something else is there now. */
  of(object: object, candidate: string): string {
    const known = this.#placeOf.get(object) ?? candidate;
    this.#placeOf.set(object, known);
    const other = this.#seen.get(known) ?? object;
    this.#seen.set(known, other);
    return other === object ? known : 'taken';
  }
}

/** Makes the words of one kernel. `actual` only says where an object is when it is seen for the first time. */
export class ExpectedWords {
  readonly #rmap;
  readonly #virtual;

  constructor(
    private readonly kernel: KernelName,
    private readonly frames: Places,
    private readonly entries: Places,
    private readonly zeroPage: object,
  ) {
    this.#rmap = table.rmapEncoding(kernel);
    this.#virtual = virtualTableEncoding(kernel);
  }

  swapTable(slot: Slot, actual: Halves): Halves {
    // 6.18 keeps counts, zero marks and bad slots elsewhere: in a byte map and a bitmap (oracle D2, section 6).
    const isOld = this.kernel === '6.18';
    const count = Math.min(slot.count, MOST_IN_WORD);
    const flags = isOld ? 0 : table.withZeroFlag(table.withCount(0, count), slot.zero);
    switch (slot.word) {
      case 'null':
        return NULL_WORD;
      case 'bad':
        return isOld ? NULL_WORD : { lo: table.BAD_LO, hi: table.BAD_HI };
      case 'shadow':
        scratch.lo = 0;
        scratch.hi = 0;
        if (slot.shadow !== undefined) packShadow(slot.shadow.memcg, 0, slot.shadow.eviction, false);
        table.makeShadowWord(scratch.lo, scratch.hi, flags);
        break;
      case 'pfn':
        table.makePfnWord(this.#pfn(slot.folio, table.swapTablePfn(actual.lo, actual.hi)), flags);
        break;
      case 'pointer':
        if (slot.owner !== undefined) this.#rmap?.make(entryOf(slot.owner));
        scratch.hi = slot.cacheOnly ? table.withCacheOnly(scratch.hi, true) : scratch.hi;
        break;
    }
    return { lo: scratch.lo, hi: scratch.hi };
  }

  virtualTable({ backing }: Slot, actual: Halves): Halves {
    const encoding = this.#virtual;
    if (encoding === undefined || backing.kind === 'none') return NULL_WORD;
    const at = `${encoding.pointerLo(actual.lo)} ${actual.hi}`;
    switch (backing.kind) {
      case 'zero':
        encoding.makeZero?.();
        break;
      case 'folio': {
        const [lo = 0, hi = 0] = this.entries.of(backing.folio, at).split(' ').map(Number);
        encoding.makeFolio?.(lo, hi);
        break;
      }
      case 'zswap': {
        const [lo = 0, hi = 0] = this.entries.of(backing.entry, at).split(' ').map(Number);
        encoding.makeZswap(lo, hi);
        break;
      }
      case 'swapfile':
        encoding.makeSwapfile(entryOf(backing.slot));
        break;
    }
    return { lo: scratch.lo, hi: scratch.hi };
  }

  /** Of a present entry only frame, write and dirty are compared: see `keptOfPte`. */
  pte(pte: Pte, actual: Halves): Halves {
    if (pte.kind === 'none') return NULL_WORD;
    if (pte.kind === 'swap') {
      makeSwapPte(entryOf(pte.slot), pte.exclusive ? SWAP_EXCLUSIVE : 0);
      return { lo: scratch.lo, hi: scratch.hi };
    }
    const folio = pte.kind === 'present' ? pte.folio : this.zeroPage;
    const isWritable = pte.kind === 'present' && pte.writable;
    const isDirty = pte.kind === 'present' && pte.dirty;
    const at = this.#pfn(folio, presentPtePfn(actual.lo, actual.hi));
    makePresentPte(at, (isWritable ? PRESENT_WRITE : 0) | (isDirty ? PRESENT_DIRTY : 0));
    return { lo: scratch.lo, hi: scratch.hi };
  }

  #pfn(folio: object | undefined, candidate: number): ReturnType<typeof asPfn> {
    return asPfn(folio === undefined ? 0 : Number(this.frames.of(folio, String(candidate))) || 0);
  }
}

/** A present entry without the flags that the reference does not keep (accessed, user); any other entry as it is. */
export function keptOfPte(actual: Halves, isPresent: boolean): Halves {
  if (!isPresent) return actual;
  makePresentPte(presentPtePfn(actual.lo, actual.hi), actual.lo & KEPT_PTE_FLAGS);
  return { lo: scratch.lo, hi: scratch.hi };
}
