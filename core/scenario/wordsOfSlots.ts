// What the words of a slot say on the kernel that runs, and what a slot is called: shared by expressions and by the states of a slot over time.
import type { KernelView } from '../mm/inspect.js';
import type { Kernel } from '../mm/kernel.js';
import type { WordView } from '../mm/view.js';
import type { SwpEntry } from '../word/brand.js';
import { decodeWord } from '../word/decode.js';
import { wordOf } from '../word/halves.js';
import { swpOffset, swpType } from '../word/swpEntry.js';

/** A kernel at its present moment, and the way to read it. */
export interface KernelLook {
  readonly k: Kernel;
  readonly view: KernelView;
}

export function kindOf(run: KernelLook, format: 'swap_table' | 'virtual_table', word: WordView): string {
  return decodeWord(wordOf(word.lo, word.hi), format, run.k.variant.name).kind;
}

export function fieldOf(
  run: KernelLook,
  format: 'swap_table' | 'virtual_table',
  word: WordView,
  name: string,
): bigint | undefined {
  return decodeWord(wordOf(word.lo, word.hi), format, run.k.variant.name).fields.find((field) => field.name === name)
    ?.value;
}

export function slotText(run: KernelLook, entry: SwpEntry): string {
  const device = run.view.devices().find((candidate) => candidate.type === swpType(entry));
  return `${device?.name ?? `type ${swpType(entry)}`}:${swpOffset(entry)}`;
}
