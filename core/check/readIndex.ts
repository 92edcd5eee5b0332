// Which looks read which word: when a word is written, what was seen through it is stale. A list of looks for each word, in arrays, as there are some for most words.
import type { WordIndex } from '../word/brand.js';

const CHUNK_SHIFT = 12;
const CHUNK_WORDS = 1 << CHUNK_SHIFT;

/** Entries that lists may have before all is forgotten: 16 MB. Stale looks stay in the lists of words that nobody writes. */
const MOST_ENTRIES = 2 ** 21;
const FIRST_ENTRIES = 2 ** 14;

export class ReadIndex {
  /** By chunk of words: the first entry of each word's list, 0 for none. */
  #heads: (Int32Array | undefined)[] = [];
  #look = new Int32Array(FIRST_ENTRIES);
  #next = new Int32Array(FIRST_ENTRIES);
  #used = 1;
  /** By look. */
  #stale = new Uint8Array(FIRST_ENTRIES);
  #looks = 0;
  #most = MOST_ENTRIES;

  /** A look that begins now: what is noted from here on was read by it. */
  begin(): number {
    const look = ++this.#looks;
    if (look === this.#stale.length) {
      const grown = new Uint8Array(look * 2);
      grown.set(this.#stale);
      this.#stale = grown;
    }
    return look;
  }

  /** The look that began last has read the word. */
  note(index: WordIndex): void {
    const chunk = index >>> CHUNK_SHIFT;
    const heads = (this.#heads[chunk] ??= new Int32Array(CHUNK_WORDS));
    const at = index & (CHUNK_WORDS - 1);
    const head = heads[at] ?? 0;
    if (head !== 0 && this.#look[head] === this.#looks) return;
    if (this.#used === this.#look.length) this.#grow();
    const entry = this.#used++;
    this.#look[entry] = this.#looks;
    this.#next[entry] = head;
    heads[at] = entry;
  }

  /** The word was written. */
  written(index: number): void {
    const heads = this.#heads[index >>> CHUNK_SHIFT];
    if (heads === undefined) return;
    const at = index & (CHUNK_WORDS - 1);
    for (let entry = heads[at] ?? 0; entry !== 0; entry = this.#next[entry] ?? 0)
      this.#stale[this.#look[entry] ?? 0] = 1;
    heads[at] = 0;
  }

  drop(look: number): void {
    this.#stale[look] = 1;
  }

  isStale(look: number): boolean {
    return this.#stale[look] !== 0;
  }

  /** So much is noted of looks that are stale that it is time to begin anew. */
  get isFull(): boolean {
    return this.#used > this.#most;
  }

  /** All is noted anew now: what that takes is no sign of stale looks. */
  settle(): void {
    this.#most = Math.max(MOST_ENTRIES, 3 * this.#used);
  }

  #grow(): void {
    const look = new Int32Array(this.#used * 2);
    const next = new Int32Array(this.#used * 2);
    look.set(this.#look);
    next.set(this.#next);
    this.#look = look;
    this.#next = next;
  }
}
