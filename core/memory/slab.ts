// Allocation of kernel objects by cache: free lists inside the objects, counters in words, so that bytes of metadata are counted and travel in time.
import type { WordIndex } from '../word/brand';
import { wordIndex } from '../word/brand';
import { indexOfPointer, KERNEL_WORDS, NULL_INDEX, pointerHi, pointerLo, SIMULATOR_FIRST } from './regions';
import type { WordMemory } from './wordMemory';

export interface SlabCache {
  /** The kernel structure's name. */
  readonly name: string;
  /** Bytes an object takes, a multiple of 8 (kmalloc: the bucket's size). */
  readonly bytes: number;
  readonly id: number;
}

const PAGE_BYTES = 4096;
const FREE_LIST = 0;
const IN_USE = 1;
const NEXT = 2;
const END = 3;
const WORDS_PER_CACHE = 4;
const MAX_CACHES = 64;

/** Thrown when the simulated kernel's own 2 GiB are used up. */
export class SlabExhaustedError extends Error {}

export class Slab {
  readonly #memory: WordMemory;
  readonly #caches: SlabCache[] = [];

  constructor(memory: WordMemory) {
    this.#memory = memory;
  }

  /** First simulator word that the slab does not use. */
  static readonly FIRST_FREE_SIMULATOR_WORD = wordIndex(SIMULATOR_FIRST + 1 + MAX_CACHES * WORDS_PER_CACHE);

  get caches(): readonly SlabCache[] {
    return this.#caches;
  }

  /** Declares a cache; caches are part of the machine, so all are declared before the first allocation, in a fixed order. */
  cache(name: string, bytes: number): SlabCache {
    if (bytes % 8 !== 0 || bytes <= 0) throw new RangeError(`${name}: ${bytes} bytes is no multiple of 8`);
    if (this.#caches.length === MAX_CACHES) throw new RangeError(`more than ${MAX_CACHES} slab caches`);
    const cache = { name, bytes, id: this.#caches.length };
    this.#caches.push(cache);
    return cache;
  }

  /** A zeroed object. */
  alloc(cache: SlabCache): WordIndex {
    const memory = this.#memory;
    const base = slot(cache);
    let object = indexOfPointer(memory.lo(at(base, FREE_LIST)), memory.hi(at(base, FREE_LIST)));
    if (object !== NULL_INDEX) {
      memory.write(at(base, FREE_LIST), memory.lo(object), memory.hi(object));
      memory.write(object, 0, 0);
    } else {
      object = this.#carve(cache, base);
    }
    this.#count(base, 1);
    return object;
  }

  /** Gives an object back; its words become zero, but for the first, which links the free list. */
  free(cache: SlabCache, object: WordIndex): void {
    const memory = this.#memory;
    const base = slot(cache);
    const words = cache.bytes / 8;
    for (let i = 1; i < words; i++)
      if ((memory.lo(at(object, i)) | memory.hi(at(object, i))) !== 0) memory.write(at(object, i), 0, 0);
    memory.write(object, memory.lo(at(base, FREE_LIST)), memory.hi(at(base, FREE_LIST)));
    memory.write(at(base, FREE_LIST), pointerLo(object), pointerHi(object));
    this.#count(base, -1);
  }

  /** A zeroed array of any size (vmalloc, kvmalloc), counted under the cache in objects of its size. Never reused: only swapon and boot do this. */
  allocArray(cache: SlabCache, objects: number): WordIndex {
    const bytes = Math.ceil((objects * cache.bytes) / PAGE_BYTES) * PAGE_BYTES;
    const array = this.#pages(bytes);
    this.#count(slot(cache), objects);
    return array;
  }

  freeArray(cache: SlabCache, array: WordIndex, objects: number): void {
    const words = (objects * cache.bytes) / 8;
    for (let i = 0; i < words; i++)
      if ((this.#memory.lo(at(array, i)) | this.#memory.hi(at(array, i))) !== 0) this.#memory.write(at(array, i), 0, 0);
    this.#count(slot(cache), -objects);
  }

  /** Objects of a cache in use. */
  inUse(cache: SlabCache): number {
    return this.#memory.lo(at(slot(cache), IN_USE));
  }

  #count(base: WordIndex, by: number): void {
    this.#memory.write(at(base, IN_USE), this.#memory.lo(at(base, IN_USE)) + by, 0);
  }

  #carve(cache: SlabCache, base: WordIndex): WordIndex {
    const memory = this.#memory;
    const words = cache.bytes / 8;
    let next = memory.lo(at(base, NEXT));
    if (next === 0 || next + words > memory.lo(at(base, END))) {
      const bytes = Math.max(PAGE_BYTES, Math.ceil(cache.bytes / PAGE_BYTES) * PAGE_BYTES);
      next = this.#pages(bytes);
      memory.write(at(base, END), next + bytes / 8, 0);
    }
    memory.write(at(base, NEXT), next + words, 0);
    return wordIndex(next);
  }

  /** Fresh pages; the first page is never handed out, so that no object has index 0. */
  #pages(bytes: number): WordIndex {
    const memory = this.#memory;
    const first = Math.max(memory.lo(wordIndex(SIMULATOR_FIRST)), PAGE_BYTES / 8);
    const end = first + bytes / 8;
    if (end > KERNEL_WORDS) throw new SlabExhaustedError('the simulated kernel used up its 2 GiB of metadata');
    memory.write(wordIndex(SIMULATOR_FIRST), end, 0);
    return wordIndex(first);
  }
}

function slot(cache: SlabCache): WordIndex {
  return wordIndex(SIMULATOR_FIRST + 1 + cache.id * WORDS_PER_CACHE);
}

function at(index: WordIndex, offset: number): WordIndex {
  return wordIndex(index + offset);
}
