// What can be seen of the model without changing it: plain read-only shapes that the debugger, the panel, the reports and `expect` share.
import type { SwpEntry, WordIndex } from '../word/brand';

/** A 64-bit word as it stands in memory; `index` is its place (WordMemory.addressOf gives the kernel-like address). */
export interface WordView {
  readonly index: WordIndex;
  readonly lo: number;
  readonly hi: number;
}

export interface DeviceView {
  readonly name: string;
  /** Swap type: the number in bits 58..62 of a swp_entry_t. */
  readonly type: number;
  readonly kind: 'physical' | 'vswap';
  /** Address of the swap_info_struct. */
  readonly index: WordIndex;
  /** Last usable offset + 1 (si->max). */
  readonly max: number;
  /** Usable slots (si->pages). */
  readonly pages: number;
  /** si->inuse_pages without the OFFLIST bit. */
  readonly inUse: number;
  readonly priority: number;
  /** Names of the SWP_ flags that are set. */
  readonly flags: readonly string[];
  /** Number of cluster numbers a cluster can have; for vswap only the live ones are listed by clusters(). */
  readonly clusterCount: number;
}

export type ClusterList = 'none' | 'free' | 'nonfull' | 'frag' | 'full' | 'discard' | 'dead';

export interface ClusterView {
  readonly clusterIndex: number;
  /** Address of the swap_cluster_info (vswap: of the swap_cluster_info_dynamic, whose first member it is). */
  readonly index: WordIndex;
  readonly list: ClusterList;
  readonly order: number;
  readonly count: number;
  /** First word of the tables; undefined while the table does not exist. */
  readonly swapTable: WordIndex | undefined;
  readonly virtualTable: WordIndex | undefined;
  readonly memcgTable: WordIndex | undefined;
  readonly extendTable: WordIndex | undefined;
}

export interface SlotView {
  readonly entry: SwpEntry;
  readonly device: string;
  readonly type: number;
  readonly offset: number;
  /** undefined: the cluster has no table, the slot reads as NULL. */
  readonly swapTable: WordView | undefined;
  readonly virtualTable: WordView | undefined;
  /** Reference count incl. the extend table; undefined for Pointer and Bad words. */
  readonly count: number | undefined;
  /** memcg private id on record, 0 = none. */
  readonly memcgId: number;
}

export interface AreaView {
  readonly name: string;
  /** First virtual address (a multiple of 2 MiB) and length in 4 KiB pages. */
  readonly start: number;
  readonly pages: number;
}

export interface TaskView {
  readonly name: string;
  readonly pid: number;
  readonly cpu: number;
  readonly cgroup: string | undefined;
  readonly areas: readonly AreaView[];
}

/** The effective state of a page, the same words on every kernel (language.md). `poisoned`: lost, and a marker in the page table says so. */
export type PageStateWord = 'none' | 'present' | 'cached' | 'zswap' | 'zero' | 'phys' | 'folio' | 'lost' | 'poisoned';

export interface PageView {
  readonly task: string;
  readonly area: string;
  readonly page: number;
  readonly address: number;
  /** undefined: no page table there. */
  readonly pte: WordView | undefined;
  readonly state: PageStateWord;
  /** Swap device that holds the data when state is `phys`. */
  readonly device: string | undefined;
  /** The swap entry in the page table, when there is one; for a present page in the swap cache the folio's entry. */
  readonly entry: SwpEntry | undefined;
  /** struct page of the folio in memory (mapped or in the swap cache). */
  readonly folio: WordIndex | undefined;
}

/** One hop of PTE -> virtual slot -> virtual table word -> physical slot -> reverse map -> back. */
export type Hop =
  | { readonly kind: 'pte'; readonly page: PageView; readonly word: WordView }
  | { readonly kind: 'folio'; readonly folio: WordIndex; readonly pfn: number }
  | {
      readonly kind: 'swapTable';
      readonly slot: SlotView;
      readonly word: WordView;
      /** true: a physical slot found through the virtual one. */ readonly backing: boolean;
    }
  | { readonly kind: 'virtualTable'; readonly slot: SlotView; readonly word: WordView }
  | { readonly kind: 'zswapEntry'; readonly entry: WordIndex; readonly owner: SwpEntry; readonly length: number }
  | { readonly kind: 'reverseMap'; readonly from: SlotView; readonly to: SwpEntry; readonly agrees: boolean };

export interface StructureBytes {
  /** Kernel structure name, e.g. swap_table. */
  readonly name: string;
  readonly objects: number;
  readonly bytes: number;
}

/** The look at one kernel at its memory's present moment. Nothing here writes; every answer is read from the words when asked. */
export interface ModelView {
  readonly kernel: string;
  /** In order of swap type, vswap included. */
  devices(): readonly DeviceView[];
  /** Clusters `from`..`from + count - 1` of a device; of vswap only the live ones. */
  clusters(type: number, from: number, count: number): readonly ClusterView[];
  slot(entry: SwpEntry): SlotView | undefined;
  tasks(): readonly TaskView[];
  page(task: string, area: string, page: number): PageView | undefined;
  /** The same for `first`..`last`, up to the first that is undefined. */
  pages(task: string, area: string, first: number, last: number): readonly PageView[];
  /** Whether a page's data is gone: a load ends in SIGBUS, or gives something else than was last written. */
  isLost(page: PageView): boolean;
  /** The page's way through the tables, in the order of the hops. */
  resolve(task: string, area: string, page: number): readonly Hop[];
  /** The page that refers to an entry, found by walking the page tables; for the panel's way back. */
  pagesOf(entry: SwpEntry): readonly PageView[];
  structures(): readonly StructureBytes[];
  /** A counter by its dotted name (`web.swap.current`, `vmstat.pswpout`, `zswap.stored_pages`), undefined when there is none. */
  counter(path: string): number | undefined;
  counterNames(): readonly string[];
  /** Where a counter stands that is a word of its own, and what one in it counts for; undefined: it is none, or made of several. */
  counterPlace(path: string): { readonly word: WordIndex; readonly unit: number } | undefined;
  word(index: WordIndex): WordView;
  /** The 64-bit kernel-like address of a word, and back. */
  address(index: WordIndex): bigint;
  indexOf(address: bigint): WordIndex | undefined;
}

/** What the program calls its things; the model knows them by their place in these lists. */
export interface ProgramNames {
  readonly tasks: readonly string[];
  readonly areas: readonly string[];
  readonly devices: readonly string[];
  /** Cgroup n has private id n + 1; the root, id 0, has no name. */
  readonly cgroups: readonly string[];
}
