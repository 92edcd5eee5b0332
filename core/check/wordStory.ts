// What a message about a broken law says of a word: its value, decoded, its address, and the step that wrote it last.
import { wordText } from '../debug/wordVariable.js';
import { addressOf, NULL_INDEX } from '../memory/regions.js';
import type { Kernel } from '../mm/kernel.js';
import { SWAPFILE_CLUSTER } from '../mm/layout.js';
import { forEachPte } from '../mm/pgtable.js';
import { ci_virtual_table } from '../mm/swap_cluster.js';
import { liveTasks, taskMm, vmaEnd, vmas, vmaStart } from '../mm/task.js';
import type { RecordedRun } from '../timeline/recordedRun.js';
import { stepIndex, type WordIndex } from '../word/brand.js';
import { decodeWord } from '../word/decode.js';
import { wordOf } from '../word/halves.js';
import { hexWord } from '../word/hex.js';
import type { FormatId } from '../word/layout.js';
import { clustersOf } from './snapshot.js';

/** A word at the moment at which a law was found broken. */
export interface FoundWord {
  readonly index: WordIndex;
  /** `0x... (PFN count=1 pfn=0x1000)`; a number for words that have no format of bits. */
  readonly value: string;
  /** Journal position of the last write to it; undefined: it was never written. */
  readonly lastWrite: number | undefined;
}

export function foundWord(k: Kernel, index: WordIndex): FoundWord {
  const word = wordOf(k.mem.lo(index), k.mem.hi(index));
  const format = formatAt(k, index);
  const text = format === undefined ? `${word}` : wordText(decodeWord(word, format, k.variant.name));
  return {
    index,
    value: `${hexWord(word)} (${text})`,
    lastWrite: k.mem.journal.previousWrite(index, k.mem.cursor),
  };
}

/** How a word is read: as one of a swap table, a virtual table, a page table, or else as a number. Looks through all tables. */
function formatAt(k: Kernel, index: WordIndex): FormatId | undefined {
  for (const { ci, table, isVirtual } of clustersOf(k)) {
    if (table !== NULL_INDEX && index >= table && index < table + SWAPFILE_CLUSTER) return 'swap_table';
    const vtable = isVirtual ? ci_virtual_table(k, ci) : NULL_INDEX;
    if (vtable !== NULL_INDEX && index >= vtable && index < vtable + SWAPFILE_CLUSTER) return 'virtual_table';
  }
  return isPte(k, index) ? 'pte' : undefined;
}

function isPte(k: Kernel, index: WordIndex): boolean {
  let found = false;
  for (const task of liveTasks(k))
    for (const vma of vmas(k, taskMm(k, task)))
      forEachPte(k, taskMm(k, task), vmaStart(k, vma), vmaEnd(k, vma), (pte) => (found ||= pte === index));
  return found;
}

/** `word 0x... (PFN count=1) at 0x..., last written by write 412 in step 37, line 9 "app: free heap[0]": put_swap(), line 4: count--`. */
export function wordStory(run: RecordedRun, { index, value, lastWrite }: FoundWord): string {
  const by = lastWrite === undefined ? 'never written' : `last written by ${writeStory(run, lastWrite)}`;
  return `word ${value} at 0x${addressOf(index).toString(16)}, ${by}`;
}

/** Writes count from 0 over the whole run, and so do steps. What was written outside of all statements is said to be. */
export function writeStory(run: RecordedRun, write: number): string {
  const step = run.stepOfWrite(write);
  const operation = run.operations.find(
    ({ firstWrite, writeCount }) => write >= firstWrite && write < firstWrite + writeCount,
  );
  if (operation !== undefined) return `write ${write} in ${stepStory(run, step)}`;
  return write < (run.operations[0]?.firstWrite ?? 0)
    ? `write ${write}, while the machine started (boot)`
    : `write ${write}, outside of all statements`;
}

/** `step 37, line 9 "app: free heap[0]", put_swap() line 4 "count--"`. */
export function stepStory(run: RecordedRun, step: number): string {
  const { operation, frame } = run.moment(stepIndex(step));
  const { range, text } = operation.statement;
  const place = frame === undefined ? 'before its first step' : `${frame.name}() line ${frame.line} "${frame.text}"`;
  return `step ${step}, line ${range.line} "${text}", ${place}`;
}
