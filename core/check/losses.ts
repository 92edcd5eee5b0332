// Pages whose data is gone: every page of every task must give what was last written to it; which write of the statement took a page's last copy.
import { contentText } from '../content/content.js';
import type { Kernel } from '../mm/kernel.js';
import { NULL_INDEX } from '../memory/regions.js';
import { PAGE_SIZE, TASK, VMA } from '../mm/layout.js';
import { huge_pmd, pte_offset, PMD_SIZE } from '../mm/pgtable.js';
import { liveTasks, taskAt, taskMm, vmaBase, vmaEnd, vmas, vmaStart } from '../mm/task.js';
import type { ProgramNames } from '../mm/view.js';
import { load_content, page_is_lost, recordWord } from '../mm/written.js';
import { scratch } from '../word/halves.js';
import { wordIndex, type WordIndex } from '../word/brand.js';

/** Writes that are gone through one by one for the one that took a page; earlier ones are searched by halves. */
const MOST_WALKED = 100_000;

interface Place {
  /** Place in the task table: a task's own words may be another's at another moment. */
  readonly pid: number;
  readonly address: number;
  readonly name: string;
}

/** A page whose data is gone. */
export interface Loss {
  readonly mm: WordIndex;
  readonly address: number;
  /** As a scenario names it: `app.heap[1]`. */
  readonly page: string;
  /** What it held and what stands there now: a clause. */
  readonly what: string;
  /** Position in the journal of the write that took the last copy; undefined: not looked for, or no journal is kept. */
  readonly write: number | undefined;
}

/**
 * What the statement that began at journal position `since` lost, on a kernel at rest at the end of its journal; for the first `traced` of the pages the write
 * that took the last copy. Takes a time proportional to the page tables, and for each traced page to the statement's writes. Memory is moved back and forth
 * meanwhile and is left as it was.
 */
export function findLosses(k: Kernel, names: ProgramNames, since: number, traced: number): readonly Loss[] {
  const lost = lostPlaces(k, names);
  if (lost.length === 0) return [];
  const fresh = k.mem.recording ? lostSince(k, lost, since) : lost;
  return fresh.map((place, i) => ({
    mm: taskMm(k, taskAt(k, place.pid)),
    address: place.address,
    page: place.name,
    what: whatIsLost(k, place),
    write: k.mem.recording && i < traced ? lastCopyTaken(k, place, since) : undefined,
  }));
}

/** Pages that are lost now, however long ago. */
function lostPlaces(k: Kernel, names: ProgramNames): readonly Place[] {
  const lost: Place[] = [];
  for (const { task, mm, vma, start, end } of blocksOf(k)) {
    for (let address = start; address < end; address += PAGE_SIZE) {
      if (!page_is_lost(k, mm, address)) continue;
      const pid = k.num(wordIndex(task + TASK.pid));
      const area = names.areas[k.num(wordIndex(vma + VMA.name))] ?? 'area';
      const page = (address - vmaBase(k, vma)) / PAGE_SIZE;
      lost.push({ pid, address, name: `${names.tasks[pid] ?? `task${pid}`}.${area}[${page}]` });
    }
  }
  return lost;
}

interface Block {
  readonly task: WordIndex;
  readonly mm: WordIndex;
  readonly vma: WordIndex;
  readonly start: number;
  readonly end: number;
}

/** The parts of areas that one page table or huge entry maps. Without either nothing was written there, or all of it was freed. */
export function blocksOf(k: Kernel): readonly Block[] {
  const blocks: Block[] = [];
  for (const task of liveTasks(k)) {
    const mm = taskMm(k, task);
    for (const vma of vmas(k, mm)) {
      const end = vmaEnd(k, vma);
      for (let start = vmaStart(k, vma); start < end; start = nextBlock(start)) {
        if (huge_pmd(k, mm, start) === undefined && pte_offset(k, mm, start) === undefined) continue;
        blocks.push({ task, mm, vma, start, end: Math.min(end, nextBlock(start)) });
      }
    }
  }
  return blocks;
}

const nextBlock = (address: number): number => (Math.floor(address / PMD_SIZE) + 1) * PMD_SIZE;

/** Those that were not lost yet when the statement began. */
function lostSince(k: Kernel, lost: readonly Place[], since: number): readonly Place[] {
  const now = k.mem.cursor;
  k.mem.seek(since);
  const fresh = lost.filter((place) => !isLost(k, place) && !isInherited(k, place));
  k.mem.seek(now);
  return fresh;
}

/** A task that is not there has lost nothing. */
function isLost(k: Kernel, { pid, address }: Place): boolean {
  const task = taskAt(k, pid);
  return task !== NULL_INDEX && page_is_lost(k, taskMm(k, task), address);
}

/** A task that is forked from one that has lost the page loses nothing by it. */
function isInherited(k: Kernel, { pid, address }: Place): boolean {
  return taskAt(k, pid) === NULL_INDEX && liveTasks(k).some((task) => page_is_lost(k, taskMm(k, task), address));
}

/** The write after which the page was lost for good. */
function lastCopyTaken(k: Kernel, place: Place, since: number): number {
  const now = k.mem.cursor;
  let write = now;
  const isGoodBefore = (at: number): boolean => {
    k.mem.seek(at);
    return !isLost(k, place);
  };
  const walked = Math.max(since, now - MOST_WALKED);
  do write--;
  while (write > walked && !isGoodBefore(write));
  if (write === walked && !isGoodBefore(write)) {
    // It was lost before all that was walked through: some write between took it.
    let good = since;
    while (write - good > 1) {
      const middle = (good + write) >>> 1;
      if (isGoodBefore(middle)) good = middle;
      else write = middle;
    }
    write = good;
  }
  k.mem.seek(now);
  return write;
}

function whatIsLost(k: Kernel, { pid, address }: Place): string {
  const mm = taskMm(k, taskAt(k, pid));
  const isThere = load_content(k, mm, address);
  const now = isThere ? `now a load gives ${contentText(scratch.lo, scratch.hi)}` : 'now nothing holds it';
  const at: WordIndex = recordWord(k, mm, address);
  if (at === NULL_INDEX) return now;
  return `last written with ${contentText(k.mem.lo(at), k.mem.hi(at))}, and ${now}`;
}
