// The same kernel, with every word that is read noted: how an expression's dependencies are known, and which steps read a word.
import { Slab } from '../memory/slab.js';
import { WordMemory } from '../memory/wordMemory.js';
import { KernelView } from '../mm/inspect.js';
import { Kernel } from '../mm/kernel.js';
import { MAX_SWAPFILES, SI } from '../mm/layout.js';
import type { DeviceView } from '../mm/view.js';
import type { RunContext } from '../scenario/runContext.js';
import { wordIndex, type WordIndex } from '../word/brand.js';

/** A context whose kernel reads and writes the words of another's memory. */
export interface Observed {
  readonly context: RunContext;
  /** Runs `look` and gives the words that it read, each once, to whoever asks. */
  readonly reading: <T>(look: () => T) => { readonly value: T; readonly words: readonly number[] };
  /** `read` is told of every word as it is read, until `undefined` is set. */
  readonly listen: (read: ((index: WordIndex) => void) | undefined) => void;
}

/** A memory of its own class, so that the plain one pays nothing for being observable. */
export class ObservedMemory extends WordMemory {
  onRead: ((index: WordIndex) => void) | undefined;

  constructor(private readonly of: WordMemory) {
    super(of.recording);
  }

  override get cursor(): number {
    return this.of.cursor;
  }

  override lo(index: WordIndex): number {
    this.onRead?.(index);
    return this.of.lo(index);
  }

  override hi(index: WordIndex): number {
    this.onRead?.(index);
    return this.of.hi(index);
  }

  override ptr(index: WordIndex): WordIndex {
    this.onRead?.(index);
    return this.of.ptr(index);
  }

  override num(index: WordIndex): number {
    this.onRead?.(index);
    return this.of.num(index);
  }

  override seek(write: number): void {
    this.of.seek(write);
  }

  override write(index: WordIndex, lo: number, hi: number): void {
    this.of.write(index, lo, hi);
  }
}

/** Devices change only by swapon and swapoff; how full they are stands in a word that nearly every statement writes, and no expression asks for it here. */
class ObservedView extends KernelView {
  constructor(
    private readonly kernelObserved: Kernel,
    names: RunContext['names'],
    private readonly unobserved: KernelView,
    private readonly memory: ObservedMemory,
  ) {
    super(kernelObserved, names);
  }

  override devices(): readonly DeviceView[] {
    const { g, mem } = this.kernelObserved;
    if (this.memory.onRead !== undefined)
      for (let type = 0; type < MAX_SWAPFILES; type++) {
        const at = wordIndex(g.swap_info + type);
        if ((mem.lo(at) | mem.hi(at)) !== 0) mem.lo(wordIndex(this.kernelObserved.ptr(at) + SI.device));
      }
    return this.unobserved.devices();
  }
}

export function observe(context: RunContext): Observed {
  const memory = new ObservedMemory(context.k.mem);
  const k = observedKernel(context.k, memory);
  const view = new ObservedView(k, context.names, context.view, memory);
  const reading: Observed['reading'] = (look) => {
    const words = new Set<number>();
    memory.onRead = (index) => words.add(index);
    try {
      return { value: look(), words: [...words] };
    } finally {
      memory.onRead = undefined;
    }
  };
  const listen: Observed['listen'] = (read) => {
    memory.onRead = read;
  };
  return { context: { ...context, k, view }, reading, listen };
}

/** Inherits everything from `k` but its memory, its slab, which reads memory too, and what is running. */
export function observedKernel(k: Kernel, mem: WordMemory): Kernel {
  const slab = new Slab(mem);
  for (const { name, bytes } of k.slab.caches) slab.cache(name, bytes);
  const own = { mem, slab, cpu: k.cpu, frame: undefined };
  const made: unknown = Object.create(k, Object.getOwnPropertyDescriptors(own));
  if (!(made instanceof Kernel)) throw new Error('an observed kernel is a kernel');
  return made;
}
