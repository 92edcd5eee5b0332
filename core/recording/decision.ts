// Why the simulator has another state than the recording: the write that chose a page's slot, or else its page table entry, with the functions that did it.
import type { Kernel } from '../mm/kernel.js';
import { pteOf } from '../mm/memory.js';
import { huge_pmd } from '../mm/pgtable.js';
import { taskAt, taskMm, vmaBase, vmas } from '../mm/task.js';
import { entry_word } from '../mm/vswap_backing.js';
import type { RunContext } from '../scenario/runContext.js';
import type { RecordedRun } from '../timeline/recordedRun.js';
import { stepIndex, type WordIndex } from '../word/brand.js';
import { isPtePresent, isPteSwap, swapPteEntry } from '../word/pte.js';
import { swapTableKind } from '../word/swapTable.js';

const PAGE_SIZE = 4096;

/**
 * Journal position of the write that decided what page `page` of a task's arena is now; undefined: nothing was ever written there. For a page that is swapped
 * out the one that took its slot, or, when the slot is the expected one, the one that cached the page or took it out of the cache.
 */
export function decidingWrite(
  { k, names }: RunContext,
  name: string,
  page: number,
  isSlotExpected: boolean,
): number | undefined {
  const task = taskAt(k, names.tasks.indexOf(name));
  const vma = task === 0 ? undefined : vmas(k, taskMm(k, task))[0];
  if (vma === undefined) return undefined;
  const address = vmaBase(k, vma) + page * PAGE_SIZE;
  const pte = huge_pmd(k, taskMm(k, task), address) ?? pteOf(k, task, address);
  if (pte === undefined) return undefined;
  const lo = k.mem.lo(pte);
  const hi = k.mem.hi(pte);
  const last = k.mem.journal.previousWrite(pte, k.mem.cursor);
  if (isPtePresent(lo, hi) || !isPteSwap(lo, hi)) return last;
  const slot = entry_word(k, swapPteEntry(lo, hi));
  return (isSlotExpected ? whenCached(k, slot) : whenTaken(k, slot)) ?? last;
}

/** The write that put something into a slot that was free. */
function whenTaken({ mem }: Kernel, slot: WordIndex): number | undefined {
  let write = mem.journal.previousWrite(slot, mem.cursor);
  while (write !== undefined && (mem.journal.oldLo(write) | mem.journal.oldHi(write)) !== 0)
    write = mem.journal.previousWrite(slot, write);
  return write;
}

/** The write that made a slot's word what it is: cached, or only swapped out. */
function whenCached({ mem }: Kernel, slot: WordIndex): number | undefined {
  const { journal } = mem;
  const kind = swapTableKind(mem.lo(slot), mem.hi(slot));
  let write = journal.previousWrite(slot, mem.cursor);
  while (write !== undefined && swapTableKind(journal.oldLo(write), journal.oldHi(write)) === kind)
    write = journal.previousWrite(slot, write);
  return write;
}

/** `It was decided in step 812, line 14 "a pageout 0-9": f < g < h.` Innermost function first. */
export function decisionText(run: RecordedRun, write: number): string {
  const step = run.stepOfWrite(write);
  const { operation, frame } = run.moment(stepIndex(step));
  const names: string[] = [];
  for (let at = frame; at !== undefined; at = at.parent) names.push(at.name);
  const by = names.length === 0 ? 'the statement itself' : names.join(' < ');
  return `It was decided in step ${step}, line ${operation.statement.range.line} "${operation.statement.text}": ${by}.`;
}
