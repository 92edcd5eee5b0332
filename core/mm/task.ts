// Processes and their areas: task_struct, mm_struct and vm_area_struct as far as swap needs them.
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { MAX_TASKS, type Kernel } from './kernel.js';
import { MM, TASK, VM, VMA } from './layout.js';
import { free_pgtables, PMD_SIZE } from './pgtable.js';
import { copy_record, take_record } from './written.js';

/** Where the first area of a task is mapped; a multiple of 2 MiB (as in the recordings). */
export const FIRST_ADDRESS = 0x2000_0000_0000;

/** The live tasks in order of pid. */
export function liveTasks(k: Kernel): readonly WordIndex[] {
  const tasks: WordIndex[] = [];
  const last = k.num(wordIndex(k.g.tasks + MAX_TASKS - 1));
  for (let id = 0; id < last; id++) {
    const task = k.ptr(wordIndex(k.g.tasks + id));
    if (task !== NULL_INDEX) tasks.push(task);
  }
  return tasks;
}

/** The task in place `id` of the task table, NULL_INDEX when there is none. */
export function taskAt(k: Kernel, id: number): WordIndex {
  return k.ptr(wordIndex(k.g.tasks + id));
}

/** A new task with an empty address space. The last word of the task table holds how many places were ever used. */
export function task_alloc(k: Kernel, id: number, cpu: number, memcg: WordIndex): WordIndex {
  const task = k.alloc('task_struct');
  const mm = k.alloc('mm_struct');
  k.setPtr(wordIndex(mm + MM.pgd), k.alloc('page_table'));
  k.setPtr(wordIndex(task + TASK.mm), mm);
  k.setNum(wordIndex(task + TASK.cpu), cpu);
  k.setNum(wordIndex(task + TASK.pid), id);
  k.setPtr(wordIndex(task + TASK.memcg), memcg);
  k.setPtr(wordIndex(k.g.tasks + id), task);
  const used = wordIndex(k.g.tasks + MAX_TASKS - 1);
  if (k.num(used) <= id) k.setNum(used, id + 1);
  return task;
}

/** Frees a task whose pages are all unmapped. */
export function task_free(k: Kernel, task: WordIndex): void {
  const mm = taskMm(k, task);
  for (const vma of vmas(k, mm)) k.free('vm_area_struct', vma);
  free_pgtables(k, k.ptr(wordIndex(mm + MM.pgd)));
  k.setPtr(wordIndex(k.g.tasks + k.num(wordIndex(task + TASK.pid))), NULL_INDEX);
  k.free('mm_struct', mm);
  k.free('task_struct', task);
}

/** Another CPU has ended the process; its number may be another's by now. */
export function is_dead(k: Kernel, task: WordIndex): boolean {
  return !liveTasks(k).includes(task);
}

export function taskMm(k: Kernel, task: WordIndex): WordIndex {
  return k.ptr(wordIndex(task + TASK.mm));
}

/** Areas in ascending order of address. */
export function vmas(k: Kernel, mm: WordIndex): readonly WordIndex[] {
  const all: WordIndex[] = [];
  for (let vma = k.ptr(wordIndex(mm + MM.mmap)); vma !== NULL_INDEX; vma = k.ptr(wordIndex(vma + VMA.next)))
    all.push(vma);
  return all;
}

/** The area of a name (its place in the program's list of area names); the first piece when unmapping has split it. */
export function vmaNamed(k: Kernel, mm: WordIndex, name: number): WordIndex | undefined {
  return vmas(k, mm).find((vma) => k.num(wordIndex(vma + VMA.name)) === name);
}

export const vmaStart = (k: Kernel, vma: WordIndex): number => k.num(wordIndex(vma + VMA.start));
export const vmaEnd = (k: Kernel, vma: WordIndex): number => k.num(wordIndex(vma + VMA.end));

/** Maps an area behind the last one, aligned to 2 MiB, or at `address`; page tables come with the first fault. */
export function mmap_anonymous(
  k: Kernel,
  mm: WordIndex,
  name: number,
  pages: number,
  address: number | undefined,
): WordIndex {
  const before = vmas(k, mm);
  const last = before.at(-1);
  const start = address ?? (last === undefined ? FIRST_ADDRESS : Math.ceil(vmaEnd(k, last) / PMD_SIZE + 1) * PMD_SIZE);
  const written = take_record(k, pages);
  const vma = newVma(k, { name, base: start, flags: 0, readahead: 0, orders: 0, written }, start, start + pages * 4096);
  const previous = before.filter((other) => vmaStart(k, other) < start).at(-1);
  const link = previous === undefined ? wordIndex(mm + MM.mmap) : wordIndex(previous + VMA.next);
  k.setPtr(wordIndex(vma + VMA.next), k.ptr(link));
  k.setPtr(link, vma);
  return vma;
}

/** Takes first..end-1 out of an area: the area shrinks, splits or goes. */
export function vma_cut(k: Kernel, mm: WordIndex, vma: WordIndex, first: number, end: number): void {
  const start = vmaStart(k, vma);
  const vmEnd = vmaEnd(k, vma);
  if (end < vmEnd) {
    const tail = newVma(k, kindOf(k, vma), end, vmEnd);
    k.setPtr(wordIndex(tail + VMA.next), k.ptr(wordIndex(vma + VMA.next)));
    k.setPtr(wordIndex(vma + VMA.next), tail);
  }
  if (first > start) {
    k.setNum(wordIndex(vma + VMA.end), first);
    return;
  }
  const all = vmas(k, mm);
  const previous = all[all.indexOf(vma) - 1];
  k.setPtr(
    previous === undefined ? wordIndex(mm + MM.mmap) : wordIndex(previous + VMA.next),
    k.ptr(wordIndex(vma + VMA.next)),
  );
  k.free('vm_area_struct', vma);
}

/** The same areas in a forked address space. */
export function dup_vmas(k: Kernel, from: WordIndex, to: WordIndex): void {
  let link = wordIndex(to + MM.mmap);
  const all = vmas(k, from);
  /** Pieces of one area share one record, also in the child. */
  const records = new Map<number, number>();
  for (const vma of all) {
    const kind = kindOf(k, vma);
    const last = all.findLast((other) => k.num(wordIndex(other + VMA.written)) === kind.written);
    const pages = (vmaEnd(k, last ?? vma) - kind.base) / 4096;
    const written = records.get(kind.written) ?? copy_record(k, kind.written, pages);
    records.set(kind.written, written);
    // Locks are not inherited (fork(2)).
    const flags = kind.flags & ~VM.LOCKED;
    const copy = newVma(k, { ...kind, flags, written }, vmaStart(k, vma), vmaEnd(k, vma));
    k.setPtr(link, copy);
    link = wordIndex(copy + VMA.next);
  }
}

/** What a piece of an area has in common with the whole. */
interface AreaKind {
  readonly name: number;
  readonly base: number;
  readonly flags: number;
  readonly readahead: number;
  readonly orders: number;
  readonly written: number;
}

function kindOf(k: Kernel, vma: WordIndex): AreaKind {
  return {
    name: k.num(wordIndex(vma + VMA.name)),
    base: vmaBase(k, vma),
    flags: vmaFlags(k, vma),
    readahead: k.num(wordIndex(vma + VMA.readahead)),
    orders: k.num(wordIndex(vma + VMA.orders)),
    written: k.num(wordIndex(vma + VMA.written)),
  };
}

export const vmaBase = (k: Kernel, vma: WordIndex): number => k.num(wordIndex(vma + VMA.base));
export const vmaFlags = (k: Kernel, vma: WordIndex): number => k.num(wordIndex(vma + VMA.flags));

/** The area that an address lies in. */
export function find_vma(k: Kernel, mm: WordIndex, address: number): WordIndex | undefined {
  for (let vma = k.ptr(wordIndex(mm + MM.mmap)); vma !== NULL_INDEX; vma = k.ptr(wordIndex(vma + VMA.next)))
    if (address >= vmaStart(k, vma) && address < vmaEnd(k, vma)) return vma;
  return undefined;
}

/** Changes flags of first..end-1: areas split at its ends, and neighbours that have become alike merge (the lower one's readahead state stays). */
export function vma_set_flags(k: Kernel, mm: WordIndex, first: number, end: number, on: number, off: number): void {
  for (const vma of vmas(k, mm)) {
    if (vmaEnd(k, vma) <= first || vmaStart(k, vma) >= end) continue;
    const piece = vmaStart(k, vma) < first ? splitAt(k, vma, first) : vma;
    if (vmaEnd(k, piece) > end) splitAt(k, piece, end);
    k.setNum(wordIndex(piece + VMA.flags), (vmaFlags(k, piece) & ~off) | on);
  }
  mergeAlike(k, mm);
}

/** The upper part becomes an area of its own. */
function splitAt(k: Kernel, vma: WordIndex, address: number): WordIndex {
  const upper = newVma(k, kindOf(k, vma), address, vmaEnd(k, vma));
  k.setPtr(wordIndex(upper + VMA.next), k.ptr(wordIndex(vma + VMA.next)));
  k.setPtr(wordIndex(vma + VMA.next), upper);
  k.setNum(wordIndex(vma + VMA.end), address);
  return upper;
}

function mergeAlike(k: Kernel, mm: WordIndex): void {
  let vma = k.ptr(wordIndex(mm + MM.mmap));
  while (vma !== NULL_INDEX) {
    const next = k.ptr(wordIndex(vma + VMA.next));
    const alike =
      next !== NULL_INDEX &&
      vmaEnd(k, vma) === vmaStart(k, next) &&
      vmaBase(k, vma) === vmaBase(k, next) &&
      vmaFlags(k, vma) === vmaFlags(k, next);
    if (!alike) {
      vma = next;
      continue;
    }
    k.setNum(wordIndex(vma + VMA.end), vmaEnd(k, next));
    k.setPtr(wordIndex(vma + VMA.next), k.ptr(wordIndex(next + VMA.next)));
    k.free('vm_area_struct', next);
  }
}

function newVma(k: Kernel, kind: AreaKind, start: number, end: number): WordIndex {
  const vma = k.alloc('vm_area_struct');
  k.setNum(wordIndex(vma + VMA.start), start);
  k.setNum(wordIndex(vma + VMA.end), end);
  k.setNum(wordIndex(vma + VMA.name), kind.name);
  k.setNum(wordIndex(vma + VMA.base), kind.base);
  k.setNum(wordIndex(vma + VMA.flags), kind.flags);
  k.setNum(wordIndex(vma + VMA.readahead), kind.readahead);
  k.setNum(wordIndex(vma + VMA.written), kind.written);
  if (kind.orders !== 0) k.setNum(wordIndex(vma + VMA.orders), kind.orders);
  return vma;
}
