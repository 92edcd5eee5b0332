// One simulated kernel: its memory, its slab caches, where its global variables stand, and the frame that is running. No state of its own.
import type { AssertionName } from './assertions.js';
import { FAULT_WORDS } from './faultRecord.js';
import { Slab } from '../memory/slab.js';
import type { SlabCache } from '../memory/slab.js';
import { pointerHi, pointerLo, SIMULATOR_FIRST, SIMULATOR_WORDS } from '../memory/regions.js';
import type { WordMemory } from '../memory/wordMemory.js';
import type { MachineConfig } from '../scenario/program.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { rmapEncoding, type RmapEncoding } from '../word/swapTable.js';
import { virtualTableEncoding, type VirtualTableEncoding } from '../word/virtualTable.js';
import { MAX_SWAPFILES, MEMCG, MM, PMD_ORDER, SI, SWAP_NR_ORDERS, TASK, VMA } from './layout.js';
import type { ModelFrame } from './step.js';
import type { Variant } from './variant.js';
import { VM_EVENTS, MTHP_WORDS } from './vmEvents.js';

/** Thrown by the model where the kernel would WARN or BUG: `assertion` is the condition's name (facts 4.3). */
export class KernelAssertionError extends Error {
  constructor(
    readonly assertion: AssertionName,
    message: string,
  ) {
    super(message);
  }
}

/** Every kernel object the model allocates, with its size in bytes on x86-64 (facts 1.18). The order is part of the machine. */
const CACHE_BYTES = {
  swap_cluster_info: 48,
  swap_cluster_info_dynamic: 96,
  swap_table: 4096,
  virtual_table: 4096,
  swap_memcg_table: 1024,
  extend_table: 2048,
  zswap_entry: 56,
  xa_node: 576,
  swap_map: 8,
  swap_info_struct: SI.words * 8,
  page_table: 4096,
  task_struct: TASK.words * 8,
  mm_struct: MM.words * 8,
  vm_area_struct: VMA.words * 8,
  mem_cgroup: MEMCG.words * 8,
  data: 8,
  /** A run of slots of a hibernation image (kernel/power/swap.c). */
  swsusp_extent: 40,
  zeromap: 8,
} as const;

export type CacheName = keyof typeof CACHE_BYTES;

/** The structures that swap's metadata cost is made of; the others belong to processes and the machine (facts 1.18, W3). */
export const SWAP_METADATA: readonly CacheName[] = [
  'swap_cluster_info',
  'swap_cluster_info_dynamic',
  'swap_table',
  'virtual_table',
  'swap_memcg_table',
  'extend_table',
  'zswap_entry',
  'xa_node',
  'swap_map',
  'zeromap',
];

export const PERCPU_SWAP_WORDS = 2 * SWAP_NR_ORDERS;
export const MAX_TASKS = 4096;
export const MAX_MEMCGS = 256;
export const ZS_CLASSES = 256;

export class Kernel {
  readonly slab: Slab;
  readonly caches: Readonly<Record<CacheName, SlabCache>>;
  readonly g: Globals;
  /** The running CPU; set by whoever runs a model function. */
  cpu = 0;
  /** Other CPUs are in the middle of a statement (core/timeline/race.ts): what they hold, or look at under RCU, stays. Never in the plain form. */
  hasCompany = false;
  /** A CPU of a race is taking a step: locks are taken and looked at (locks.ts). Never in the plain form. */
  inRace = false;
  /** Steps that the plain form of the model has passed (scripts/plain-model.mjs); whoever runs it reads the difference. */
  steps = 0;
  /** When `steps` reaches this, `mark` is called, before the effects of that step. */
  markAt = Infinity;
  mark: () => void = () => undefined;
  /** Innermost model frame of the running CPU. */
  frame: ModelFrame | undefined;
  /** undefined in kernels without virtual slots. */
  readonly rmap: RmapEncoding | undefined;
  readonly vtable: VirtualTableEncoding | undefined;
  /** The `thp.SIZEkB` settings by order: never 0, madvise 1, always 2; undefined where the machine says nothing. */
  readonly thpPolicy: readonly (number | undefined)[];

  constructor(
    readonly config: MachineConfig,
    readonly variant: Variant,
    readonly mem: WordMemory,
  ) {
    this.slab = new Slab(this.mem);
    this.rmap = rmapEncoding(variant.name);
    this.vtable = virtualTableEncoding(variant.name);
    this.thpPolicy = Array.from(
      { length: PMD_ORDER + 1 },
      (_, order) => config.sysctls.find(({ name }) => name === `thp.${4 << order}kB`)?.value,
    );
    const caches: Partial<Record<CacheName, SlabCache>> = {};
    for (const name of cacheNames()) caches[name] = this.slab.cache(name, CACHE_BYTES[name]);
    this.caches = completeCaches(caches);
    this.g = globals(
      this.slab.allocArray(this.caches.data, GLOBAL_WORDS + config.cpus * 2 * PERCPU_SWAP_WORDS),
      config.cpus,
    );
  }

  /** A word used as a signed number; exact between -2^53 and 2^53. */
  num(index: WordIndex): number {
    return this.mem.num(index);
  }

  setNum(index: WordIndex, value: number): void {
    if (value >= 0 && value < 2 ** 31) this.mem.write(index, value, 0);
    else this.mem.write(index, value >>> 0, Math.floor(value / 2 ** 32));
  }

  add(index: WordIndex, by: number): void {
    const value = this.mem.num(index) + by;
    if (value >= 0 && value < 2 ** 31) this.mem.write(index, value, 0);
    else this.setNum(index, value);
  }

  /** A word used as a pointer; NULL_INDEX for NULL. */
  ptr(index: WordIndex): WordIndex {
    return this.mem.ptr(index);
  }

  setPtr(index: WordIndex, target: WordIndex): void {
    this.mem.write(index, pointerLo(target), pointerHi(target));
  }

  alloc(name: CacheName): WordIndex {
    return this.slab.alloc(this.caches[name]);
  }

  free(name: CacheName, object: WordIndex): void {
    this.slab.free(this.caches[name], object);
  }

  /** A condition that the kernel checks with WARN or BUG (assertions.ts). A message without figures is a plain text: on the hot paths nothing is made for it. */
  assert(condition: boolean, assertion: AssertionName, message: string | (() => string)): void {
    if (!condition) throw new KernelAssertionError(assertion, typeof message === 'string' ? message : message());
  }
}

/** Where global variables stand: word indexes. Arrays give their first word. */
export interface Globals {
  readonly nr_swap_pages: WordIndex;
  readonly total_swap_pages: WordIndex;
  readonly nr_rotate_swap: WordIndex;
  readonly swap_active_head: WordIndex;
  readonly swap_avail_head: WordIndex;
  readonly swap_info: WordIndex;
  readonly vswap_si: WordIndex;
  readonly vm_events: WordIndex;
  readonly mthp_stats: WordIndex;
  readonly zswap: WordIndex;
  readonly zswap_class_objects: WordIndex;
  /** swp_type -> xarray of zswap entries (kernels without vswap). */
  readonly zswap_trees: WordIndex;
  readonly memcgs: WordIndex;
  readonly tasks: WordIndex;
  /** Pending faults (faults.ts). */
  readonly faults: WordIndex;
  /** Machine-wide readahead state (readahead.ts). */
  readonly readahead: WordIndex;
  /** vm.page-cluster. */
  readonly page_cluster: WordIndex;
  /** vm.vswap_enabled, of kernels that have the switch. */
  readonly vswap_enabled: WordIndex;
  readonly vswap_used: WordIndex;
  readonly vswap_alloc_reject: WordIndex;
  /** The device and slots of a hibernation image (hibernate.ts). */
  readonly hibernation: WordIndex;
  readonly percpu_swap_cluster: (cpu: number) => WordIndex;
  readonly percpu_vswap_cluster: (cpu: number) => WordIndex;
  /** Simulator's words: the page frame allocator, page contents by frame, and the bump pointer of device contents. */
  readonly frames: WordIndex;
  readonly content: WordIndex;
  readonly deviceContent: WordIndex;
  /** Length and pointers of what finishes when the operation is over (page_io.ts, settle). */
  readonly deferred: WordIndex;
  /** How many locks CPUs of a race hold, and a word for each (locks.ts). */
  readonly locks: WordIndex;
}

const SIZES = {
  nr_swap_pages: 1,
  total_swap_pages: 1,
  nr_rotate_swap: 1,
  swap_active_head: 2,
  swap_avail_head: 2,
  swap_info: MAX_SWAPFILES,
  vswap_si: 1,
  vm_events: VM_EVENTS.length,
  mthp_stats: MTHP_WORDS,
  zswap: 24,
  zswap_class_objects: ZS_CLASSES,
  zswap_trees: MAX_SWAPFILES,
  memcgs: MAX_MEMCGS,
  tasks: MAX_TASKS,
  faults: FAULT_WORDS,
  readahead: 3,
  vswap_used: 1,
  vswap_alloc_reject: 1,
  hibernation: 3,
  page_cluster: 1,
  vswap_enabled: 1,
} as const;

const GLOBAL_WORDS = Object.values(SIZES).reduce((sum, size) => sum + size, 0);

function globals(first: WordIndex, cpus: number): Globals {
  let next: number = first;
  const take = (size: number): WordIndex => {
    const index = wordIndex(next);
    next += size;
    return index;
  };
  const frames = Slab.FIRST_FREE_SIMULATOR_WORD;
  const named = {
    nr_swap_pages: take(SIZES.nr_swap_pages),
    total_swap_pages: take(SIZES.total_swap_pages),
    nr_rotate_swap: take(SIZES.nr_rotate_swap),
    swap_active_head: take(SIZES.swap_active_head),
    swap_avail_head: take(SIZES.swap_avail_head),
    swap_info: take(SIZES.swap_info),
    vswap_si: take(SIZES.vswap_si),
    vm_events: take(SIZES.vm_events),
    mthp_stats: take(SIZES.mthp_stats),
    zswap: take(SIZES.zswap),
    zswap_class_objects: take(SIZES.zswap_class_objects),
    zswap_trees: take(SIZES.zswap_trees),
    memcgs: take(SIZES.memcgs),
    tasks: take(SIZES.tasks),
    faults: take(SIZES.faults),
    readahead: take(SIZES.readahead),
    vswap_used: take(SIZES.vswap_used),
    vswap_alloc_reject: take(SIZES.vswap_alloc_reject),
    hibernation: take(SIZES.hibernation),
    page_cluster: take(SIZES.page_cluster),
    vswap_enabled: take(SIZES.vswap_enabled),
  };
  const percpu = next;
  return {
    ...named,
    percpu_swap_cluster: (cpu) => wordIndex(percpu + cpu * PERCPU_SWAP_WORDS),
    percpu_vswap_cluster: (cpu) => wordIndex(percpu + (cpus + cpu) * PERCPU_SWAP_WORDS),
    frames,
    content: wordIndex(frames + 16),
    deviceContent: wordIndex(SIMULATOR_FIRST + SIMULATOR_WORDS / 2),
    deferred: wordIndex(SIMULATOR_FIRST + SIMULATOR_WORDS / 4),
    locks: wordIndex(SIMULATOR_FIRST + (SIMULATOR_WORDS / 16) * 3),
  };
}

function cacheNames(): readonly CacheName[] {
  const names: CacheName[] = [];
  for (const name in CACHE_BYTES) if (isCacheName(name)) names.push(name);
  return names;
}

function isCacheName(name: string): name is CacheName {
  return name in CACHE_BYTES;
}

function completeCaches(caches: Partial<Record<CacheName, SlabCache>>): Readonly<Record<CacheName, SlabCache>> {
  if (isComplete(caches)) return caches;
  throw new Error('a slab cache was not declared');
}

function isComplete(caches: Partial<Record<CacheName, SlabCache>>): caches is Record<CacheName, SlabCache> {
  return cacheNames().every((name) => caches[name] !== undefined);
}
