// The size classes of zsmalloc and the memory a pool of objects takes, from facts/oracle.md section 7 (Linux 6.18, chains of up to
// 8 pages). The caller keeps the number of objects in each class, for instance in the word memory; this file only computes.

const PAGE_BYTES = 4096;
const HANDLE_BYTES = 8;
const SMALLEST_CLASS = 32;
const CLASS_STEP = 16;
const LONGEST_CHAIN = 8;

/** Index of a class that is in use after merging: 0 is the smallest, CLASS_COUNT - 1 holds objects of a whole page. */
export type SizeClass = number;

interface SizeClassRow {
  readonly bytes: number;
  readonly pages: number;
  readonly objects: number;
}

const CLASSES: readonly SizeClassRow[] = usedClasses();

/** 119 in this kernel. */
export const CLASS_COUNT: number = CLASSES.length;

const CLASS_BY_STEP: Uint8Array = classBySize();

/**
 * Class of an object of `size` stored bytes, 1..4096. The handle is added here. Throws on other sizes: whoever stores a page
 * decides before what does not fit.
 */
export function classOf(size: number): SizeClass {
  if (!Number.isInteger(size) || size < 1 || size > PAGE_BYTES)
    throw new RangeError(`zsmalloc object of ${size} bytes; 1..${PAGE_BYTES} are possible`);
  const bytes = Math.max(SMALLEST_CLASS, Math.min(PAGE_BYTES, size + HANDLE_BYTES));
  return CLASS_BY_STEP[Math.ceil(bytes / CLASS_STEP)] ?? CLASS_COUNT - 1;
}

/** Pages chained into one zspage of the class, 1..8. */
export function zspagePages(sizeClass: SizeClass): number {
  return row(sizeClass).pages;
}

/** Objects that fit into one zspage of the class. */
export function zspageObjects(sizeClass: SizeClass): number {
  return row(sizeClass).objects;
}

/** Bytes that `objects` objects of one class take, packed as densely as the class allows. */
export function classPoolBytes(sizeClass: SizeClass, objects: number): number {
  const { pages, objects: perZspage } = row(sizeClass);
  return Math.ceil(objects / perZspage) * pages * PAGE_BYTES;
}

/**
 * Bytes of a pool with `counts[c]` objects in class c. Exact for a pool that only grew or was compacted; after frees a real pool
 * may hold more, in zspages that are partly empty.
 */
export function poolBytes(counts: ArrayLike<number>): number {
  let bytes = 0;
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++)
    bytes += classPoolBytes(sizeClass, counts[sizeClass] ?? 0);
  return bytes;
}

function row(sizeClass: SizeClass): SizeClassRow {
  const found = CLASSES[sizeClass];
  if (found === undefined) throw new RangeError(`zsmalloc class ${sizeClass}; there are ${CLASS_COUNT}`);
  return found;
}

function usedClasses(): SizeClassRow[] {
  const used: SizeClassRow[] = [];
  for (let bytes = PAGE_BYTES; bytes >= SMALLEST_CLASS; bytes -= CLASS_STEP) {
    const pages = chainLength(bytes);
    const objects = Math.floor((pages * PAGE_BYTES) / bytes);
    const larger = used.at(-1);
    if (larger?.pages !== pages || larger.objects !== objects) used.push({ bytes, pages, objects });
  }
  return used.reverse();
}

/** The chain that wastes the fewest bytes at its end; the shortest of equals. */
function chainLength(bytes: number): number {
  if ((bytes & (bytes - 1)) === 0) return 1;
  let best = 1;
  for (let pages = 2; pages <= LONGEST_CHAIN; pages++) {
    if ((pages * PAGE_BYTES) % bytes < (best * PAGE_BYTES) % bytes) best = pages;
  }
  return best;
}

function classBySize(): Uint8Array {
  const bySize = new Uint8Array(PAGE_BYTES / CLASS_STEP + 1);
  let sizeClass = 0;
  for (let step = 0; step < bySize.length; step++) {
    while (row(sizeClass).bytes < step * CLASS_STEP) sizeClass++;
    bySize[step] = sizeClass;
  }
  return bySize;
}
