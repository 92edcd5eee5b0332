// The state of the reference model: slots, clusters, devices, folios and page tables as plain objects that point at each other.
import type { MachineConfig, DeviceConfig } from '../scenario/program';
import { RULES, type Rules } from './rules.fixture';

export const CLUSTER = 512;
const PAGE = 4096;

/** Ids as core/content makes them. */
export interface Content {
  readonly lo: number;
  readonly hi: number;
}

export interface Memcg {
  readonly id: number;
  readonly name: string;
  swapPages: number;
  swapMax: number;
  zswapBytes: number;
  /** In pages. */
  zswapMax: number;
  writeback: boolean;
  /** Pages of it evicted so far. */
  evictions: number;
}

export interface Folio {
  content: Content;
  readonly memcg: Memcg | undefined;
  /** Its slot while it is in the swap cache. */
  slot: Slot | undefined;
  mappings: number;
  dirty: boolean;
  /** PageAnonExclusive. */
  exclusive: boolean;
  isUnderWriteback: boolean;
  /** The readahead mark. */
  isReadAhead: boolean;
}

export interface ZswapEntry {
  readonly slot: Slot;
  readonly content: Content;
  readonly size: number;
  readonly memcg: Memcg | undefined;
  /** Its second chance in the LRU is still to come. */
  referenced: boolean;
}

/** What the virtual table says; for a direct slot `zswap` when the compressed pool holds it. */
export type Backing =
  | { readonly kind: 'none' | 'zero' }
  | { readonly kind: 'folio'; readonly folio: Folio }
  | { readonly kind: 'zswap'; readonly entry: ZswapEntry }
  | { readonly kind: 'swapfile'; readonly slot: Slot };
export const NONE: Backing = { kind: 'none' };

export interface Shadow {
  readonly memcg: number;
  readonly eviction: number;
}

export interface Slot {
  readonly cluster: Cluster;
  /** On its device. */
  readonly offset: number;
  word: 'null' | 'bad' | 'shadow' | 'pfn' | 'pointer';
  /** References, however the kernel writes them. */
  count: number;
  zero: boolean;
  folio: Folio | undefined;
  /** undefined: the empty shadow. */
  shadow: Shadow | undefined;
  /** Of a pointer: the virtual slot. */
  owner: Slot | undefined;
  cacheOnly: boolean;
  memcg: Memcg | undefined;
  backing: Backing;
  /** What the device holds there. */
  stored: Content | undefined;
}

export type ListName = 'none' | 'free' | 'nonfull' | 'frag' | 'full' | 'discard' | 'dead';

export interface Cluster {
  readonly device: Device;
  readonly index: number;
  readonly slots: readonly Slot[];
  count: number;
  list: ListName;
  hasTable: boolean;
  hasMemcgTable: boolean;
  hasExtendTable: boolean;
}

export interface Device {
  readonly name: string;
  readonly type: number;
  readonly isVirtual: boolean;
  readonly rotational: boolean;
  readonly synchronous: boolean;
  readonly discards: boolean;
  /** Offsets below it exist. */
  readonly max: number;
  /** Usable slots. */
  readonly pages: number;
  priority: number;
  inUse: number;
  isOn: boolean;
  /** By cluster index. */
  readonly clusters: Map<number, Cluster>;
  readonly lists: Readonly<Record<'free' | 'nonfull' | 'frag' | 'full' | 'discard', Cluster[]>>;
  /** Rotational: where all CPUs go on; 0 for nowhere. */
  next: number;
  wantsReclaim: boolean;
}

export type Pte =
  | { readonly kind: 'none' | 'zero' }
  | { readonly kind: 'present'; readonly folio: Folio; readonly writable: boolean; readonly dirty: boolean }
  | { readonly kind: 'swap'; readonly slot: Slot; readonly exclusive: boolean };

export interface Area {
  readonly name: string;
  readonly ptes: Pte[];
  /** It had anonymous pages once (anon_vma). */
  hadPages: boolean;
  isLocked: boolean;
  /** VMA readahead: last page, window, hits (facts 1.17). */
  ahead: { last: number; window: number; hits: number };
}

export interface Task {
  readonly name: string;
  readonly cpu: number;
  readonly memcg: Memcg | undefined;
  readonly areas: Area[];
}

export interface Machine {
  readonly rules: Rules;
  readonly memcgs: readonly Memcg[];
  /** By swap type; holes are types that are free. */
  readonly devices: (Device | undefined)[];
  /** With room, in the order in which they are asked. */
  readonly available: Device[];
  /** All that are on, by priority. */
  readonly active: Device[];
  readonly virtual: Device | undefined;
  readonly tasks: Task[];
  /** Of each CPU: the next place on a device, and on the virtual device (0 for nowhere). */
  readonly hints: ({ readonly device: Device; readonly offset: number } | undefined)[];
  readonly virtualHints: number[];
  readonly zswap: { enabled: boolean; entries: ZswapEntry[] };
  pageCluster: number;
  /** nr_swap_pages and total_swap_pages. */
  freePages: number;
  totalPages: number;
  evictions: number;
  /** Slot readahead, for the whole machine (oracle R2). */
  readonly slotAhead: { hits: number; last: number; window: number };
  /** Asynchronous writes that end with the statement. */
  writes: Folio[];
}

export function emptySlot(cluster: Cluster, offset: number): Slot {
  return {
    cluster,
    offset,
    word: 'null',
    count: 0,
    zero: false,
    folio: undefined,
    shadow: undefined,
    owner: undefined,
    cacheOnly: false,
    memcg: undefined,
    backing: NONE,
    stored: undefined,
  };
}

export function newCluster(device: Device, index: number): Cluster {
  const slots: Slot[] = [];
  const made: Cluster = {
    device,
    index,
    slots,
    count: 0,
    list: 'none',
    hasTable: false,
    hasMemcgTable: false,
    hasExtendTable: false,
  };
  for (let i = 0; i < CLUSTER; i++) slots.push(emptySlot(made, index * CLUSTER + i));
  device.clusters.set(index, made);
  return made;
}

export function newFolio(content: Content, memcg: Memcg | undefined): Folio {
  const flags = { dirty: false, exclusive: false, isUnderWriteback: false, isReadAhead: false };
  return { content, memcg, slot: undefined, mappings: 0, ...flags };
}

export function newDevice(m: Machine | undefined, type: number, config: DeviceConfig | undefined): Device {
  const max = config?.pages ?? 0;
  return {
    name: config?.name ?? 'vswap',
    type,
    isVirtual: config === undefined,
    rotational: config?.rotational ?? false,
    synchronous: config?.synchronous ?? false,
    discards: config?.discard === 'pages',
    max,
    pages: max - 1 - (config?.badSlots.length ?? 0),
    priority: config?.priority ?? (m?.rules.lowersPriority === true ? lowest(m) - 1 : -1),
    inUse: 0,
    isOn: true,
    clusters: new Map(),
    lists: { free: [], nonfull: [], frag: [], full: [], discard: [] },
    next: 0,
    wantsReclaim: false,
  };
}

/** Oracle A10: the first device without a priority gets -2. */
const lowest = (m: Machine): number => Math.min(-1, ...m.active.map(({ priority }) => priority));

export function emptyMachine(config: MachineConfig): Machine {
  const rules = RULES[config.kernel];
  const virtual = rules.isVirtual ? newDevice(undefined, 0, undefined) : undefined;
  if (virtual !== undefined) {
    const header = newCluster(virtual, 0);
    const [slot] = header.slots;
    if (slot !== undefined) slot.word = 'bad';
    header.count = 1;
    header.hasTable = true;
  }
  return {
    rules,
    memcgs: config.cgroups.map(({ name, limits }, i) => {
      const limit = (key: string): number | undefined => limits.find((one) => one.key === key)?.value;
      const pages = (key: string): number => Math.floor((limit(key) ?? Infinity) / PAGE);
      const maxima = { swapMax: pages('swap.max'), zswapMax: pages('zswap.max') };
      const use = { swapPages: 0, zswapBytes: 0, evictions: 0 };
      return { id: i + 1, name, ...use, ...maxima, writeback: limit('zswap.writeback') !== 0 };
    }),
    devices: [virtual],
    available: [],
    active: [],
    virtual,
    tasks: [],
    hints: Array.from({ length: config.cpus }, () => undefined),
    virtualHints: Array.from({ length: config.cpus }, () => 0),
    zswap: { enabled: config.zswap.enabled, entries: [] },
    pageCluster: config.sysctls.find(({ name }) => name === 'vm.page-cluster')?.value ?? 3,
    freePages: 0,
    totalPages: 0,
    evictions: 0,
    slotAhead: { hits: 4, last: 0, window: 0 },
    writes: [],
  };
}

/** vm_swap_full (facts 2.6, oracle H1). */
export const isHalfFull = (m: Machine): boolean => m.freePages * 2 < m.totalPages;

/** mem_cgroup_zswap_writeback_enabled (facts 3.17). */
export const mayWriteBack = (m: Machine, memcg: Memcg | undefined): boolean =>
  !m.zswap.enabled || memcg?.writeback !== false;

/** mem_cgroup_swap_full (facts 3.17). */
export const isFullFor = (m: Machine, { memcg }: Folio): boolean =>
  isHalfFull(m) || (memcg !== undefined && memcg.swapPages * 2 >= memcg.swapMax);
