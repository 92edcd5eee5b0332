// The read-only look at one kernel (view.ts) over its words: devices, clusters, slots, tasks, pages. Reads only; copies nothing.
import { addressOf, indexOf, NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { isPtePoisoned, isPtePresent, isPteSwap, presentPtePfn, swapPteEntry } from '../word/pte.js';
import { swpEntry, swpOffset, swpType } from '../word/swpEntry.js';
import { SwapTableKind } from '../word/swapTable.js';
import { counterNames, counterPlace, readCounter, type CounterPlace } from './counters.js';
import { pfn_folio, folio_page } from './folio.js';
import { SWAP_METADATA, type Kernel } from './kernel.js';
import { SI, SWAPFILE_CLUSTER, TASK, VMA } from './layout.js';
import { lookup_swap_cgroup_id, memcgId } from './memcontrol.js';
import { cachedEntry, pageState, resolveHops } from './pageState.js';
import { pte_offset, PMD_SIZE, huge_pmd } from './pgtable.js';
import {
  ci_count,
  ci_extend_table,
  ci_flags,
  ci_memcg_table,
  ci_order,
  ci_table,
  ci_virtual_table,
  CLUSTER_FLAG_NAMES,
  is_vswap,
  swap_offset_to_cluster,
  type Cluster,
} from './swap_cluster.js';
import { swap_count } from './swap_count.js';
import { SWAP_USAGE_OFFLIST_BIT, SWP } from './swapfile.js';
import { cluster_offset, swp_swap_info, swp_tb_kind } from './swap_table.js';
import { devices } from './swapon.js';
import { liveTasks, taskAt, taskMm, vmaEnd, vmas, vmaBase } from './task.js';
import type {
  AreaView,
  ClusterView,
  DeviceView,
  Hop,
  ModelView,
  PageView,
  ProgramNames,
  SlotView,
  StructureBytes,
  TaskView,
  WordView,
} from './view.js';
import { page_is_lost } from './written.js';
import { xa_for_each } from './xarray.js';

const FIRST_PID = 1000;

export class KernelView implements ModelView {
  constructor(
    private readonly k: Kernel,
    private readonly names: ProgramNames,
  ) {}

  get kernel(): string {
    return this.k.variant.name;
  }

  devices(): readonly DeviceView[] {
    return devices(this.k).map((si) => this.device(si));
  }

  clusters(type: number, from: number, count: number): readonly ClusterView[] {
    const si = this.k.ptr(wordIndex(this.k.g.swap_info + type));
    if (si === NULL_INDEX) return [];
    const found: ClusterView[] = [];
    if (is_vswap(this.k, si)) {
      xa_for_each(this.k, wordIndex(si + SI.cluster_info), (index, ci) => {
        if (index >= from && found.length < count) found.push(this.cluster(si, index, ci));
      });
      return found;
    }
    const end = Math.min(from + count, Math.ceil(this.k.num(wordIndex(si + SI.max)) / SWAPFILE_CLUSTER));
    for (let i = from; i < end; i++)
      found.push(this.cluster(si, i, swap_offset_to_cluster(this.k, si, i * SWAPFILE_CLUSTER)));
    return found;
  }

  slot(entry: SwpEntry): SlotView | undefined {
    const { k } = this;
    const si = swp_swap_info(k, entry);
    if (si === NULL_INDEX || swpOffset(entry) >= k.num(wordIndex(si + SI.max))) return undefined;
    const ci = swap_offset_to_cluster(k, si, swpOffset(entry));
    const table = ci === NULL_INDEX ? NULL_INDEX : ci_table(k, ci);
    const base = { entry, device: this.deviceName(si), type: swpType(entry), offset: swpOffset(entry) };
    if (table === NULL_INDEX) return { ...base, swapTable: undefined, virtualTable: undefined, count: 0, memcgId: 0 };
    const off = cluster_offset(entry);
    const tb = wordIndex(table + off);
    const kind = swp_tb_kind(k, tb);
    const vtable = is_vswap(k, si) ? ci_virtual_table(k, ci) : NULL_INDEX;
    return {
      ...base,
      swapTable: this.word(tb),
      virtualTable: vtable === NULL_INDEX ? undefined : this.word(wordIndex(vtable + off)),
      count: kind === SwapTableKind.Pointer || kind === SwapTableKind.Bad ? undefined : swap_count(k, si, ci, off),
      memcgId: lookup_swap_cgroup_id(k, ci, off),
    };
  }

  tasks(): readonly TaskView[] {
    return liveTasks(this.k).map((task) => {
      const id = this.k.num(wordIndex(task + TASK.pid));
      const memcg = memcgId(this.k, this.k.ptr(wordIndex(task + TASK.memcg)));
      return {
        name: this.names.tasks[id] ?? `task${id}`,
        pid: FIRST_PID + id,
        cpu: this.k.num(wordIndex(task + TASK.cpu)),
        cgroup: memcg === 0 ? undefined : this.names.cgroups[memcg - 1],
        areas: this.areas(task),
      };
    });
  }

  page(task: string, area: string, page: number): PageView | undefined {
    return this.pages(task, area, page, page)[0];
  }

  pages(task: string, area: string, first: number, last: number): readonly PageView[] {
    const found = this.taskNamed(task);
    const vma = found && this.areas(found).find((view) => view.name === area);
    if (found === undefined || vma === undefined || first < 0) return [];
    const pages: PageView[] = [];
    for (let page = first; page <= last && page < vma.pages; page++)
      pages.push(this.pageAt(found, task, area, page, vma.start + page * 4096));
    return pages;
  }

  resolve(task: string, area: string, page: number): readonly Hop[] {
    const view = this.page(task, area, page);
    return view === undefined ? [] : resolveHops(this.k, this, view);
  }

  isLost({ task, address }: PageView): boolean {
    const found = this.taskNamed(task);
    return found !== undefined && page_is_lost(this.k, taskMm(this.k, found), address);
  }

  pagesOf(entry: SwpEntry): readonly PageView[] {
    const found: PageView[] = [];
    for (const task of liveTasks(this.k)) {
      const name = this.taskName(task);
      const mm = taskMm(this.k, task);
      for (const { name: area, start, pages } of this.areas(task)) {
        for (let page = 0; page < pages;) {
          const at = start + page * 4096;
          const blockEnd = Math.min(pages, page + 512 - ((at / 4096) % 512));
          const huge = huge_pmd(this.k, mm, at);
          const table = huge ?? pte_offset(this.k, mm, at);
          for (let pte = table; pte !== undefined && page < blockEnd; page++) {
            // Most pages have nothing to do with the entry, and large machines have many.
            if (pte === huge || this.mayReferTo(pte, entry)) {
              const view = this.pageAt(task, name, area, page, start + page * 4096);
              if (view.entry === entry) found.push(view);
            }
            if (pte !== huge) pte = wordIndex(pte + 1);
          }
          page = blockEnd;
        }
      }
    }
    return found;
  }

  private mayReferTo(pte: WordIndex, entry: SwpEntry): boolean {
    const lo = this.k.mem.lo(pte);
    const hi = this.k.mem.hi(pte);
    if ((lo | hi) === 0) return false;
    if (isPteSwap(lo, hi)) return swapPteEntry(lo, hi) === entry;
    return isPtePresent(lo, hi) && cachedEntry(this.k, pfn_folio(presentPtePfn(lo, hi))) === entry;
  }

  structures(): readonly StructureBytes[] {
    return SWAP_METADATA.map((name) => {
      const objects = this.k.slab.inUse(this.k.caches[name]);
      return { name, objects, bytes: objects * this.k.caches[name].bytes };
    });
  }

  counter(path: string): number | undefined {
    return readCounter(this.k, this.names, path);
  }

  counterPlace(path: string): CounterPlace | undefined {
    return counterPlace(this.k, this.names, path);
  }

  counterNames(): readonly string[] {
    return counterNames(this.names);
  }

  word(index: WordIndex): WordView {
    return { index, lo: this.k.mem.lo(index), hi: this.k.mem.hi(index) };
  }

  address(index: WordIndex): bigint {
    return addressOf(index);
  }

  indexOf(address: bigint): WordIndex | undefined {
    return indexOf(address);
  }

  /** The device's swap entry of an offset, by the program's name of the device; undefined when it is not on. */
  entryOf(device: string, offset: number): SwpEntry | undefined {
    const si = devices(this.k).find((candidate) => this.deviceName(candidate) === device);
    return si === undefined ? undefined : swpEntry(this.k.num(wordIndex(si + SI.type)), offset);
  }

  deviceName(si: WordIndex): string {
    if (is_vswap(this.k, si)) return 'vswap';
    const place = this.k.num(wordIndex(si + SI.device));
    return this.names.devices[place - 1] ?? `device${place}`;
  }

  private device(si: WordIndex): DeviceView {
    const { k } = this;
    const inuse = k.num(wordIndex(si + SI.inuse_pages));
    const flags = k.num(wordIndex(si + SI.flags));
    const max = k.num(wordIndex(si + SI.max));
    return {
      name: this.deviceName(si),
      type: k.num(wordIndex(si + SI.type)),
      kind: is_vswap(k, si) ? 'vswap' : 'physical',
      index: si,
      max,
      pages: k.num(wordIndex(si + SI.pages)),
      inUse: inuse >= SWAP_USAGE_OFFLIST_BIT ? inuse - SWAP_USAGE_OFFLIST_BIT : inuse,
      priority: k.num(wordIndex(si + SI.prio)),
      flags: Object.entries(SWP)
        .filter(([, bit]) => (flags & bit) !== 0)
        .map(([name]) => name),
      clusterCount: Math.ceil(max / SWAPFILE_CLUSTER),
    };
  }

  private cluster(si: WordIndex, clusterIndex: number, ci: Cluster): ClusterView {
    const { k } = this;
    const some = (index: WordIndex): WordIndex | undefined => (index === NULL_INDEX ? undefined : index);
    return {
      clusterIndex,
      index: ci,
      list: CLUSTER_FLAG_NAMES[ci_flags(k, ci)] ?? 'none',
      order: ci_order(k, ci),
      count: ci_count(k, ci),
      swapTable: some(ci_table(k, ci)),
      virtualTable: is_vswap(k, si) ? some(ci_virtual_table(k, ci)) : undefined,
      memcgTable: some(ci_memcg_table(k, ci)),
      extendTable: some(ci_extend_table(k, ci)),
    };
  }

  private areas(task: WordIndex): readonly AreaView[] {
    const byName = new Map<string, { start: number; end: number }>();
    for (const vma of vmas(this.k, taskMm(this.k, task))) {
      const name = this.names.areas[this.k.num(wordIndex(vma + VMA.name))] ?? 'area';
      const known = byName.get(name);
      byName.set(name, { start: known?.start ?? vmaBase(this.k, vma), end: vmaEnd(this.k, vma) });
    }
    return [...byName].map(([name, { start, end }]) => ({ name, start, pages: (end - start) / 4096 }));
  }

  private taskName(task: WordIndex): string {
    const id = this.k.num(wordIndex(task + TASK.pid));
    return this.names.tasks[id] ?? `task${id}`;
  }

  private taskNamed(name: string): WordIndex | undefined {
    const id = this.names.tasks.indexOf(name);
    const task = id < 0 ? NULL_INDEX : taskAt(this.k, id);
    return task === NULL_INDEX ? undefined : task;
  }

  private pageAt(task: WordIndex, name: string, area: string, page: number, address: number): PageView {
    const { k } = this;
    // A huge page's one entry stands for each of its pages.
    const pte = huge_pmd(k, taskMm(k, task), address) ?? pte_offset(k, taskMm(k, task), address);
    const base = { task: name, area, page, address };
    if (pte === undefined)
      return { ...base, pte: undefined, state: 'none', device: undefined, entry: undefined, folio: undefined };
    const lo = k.mem.lo(pte);
    const hi = k.mem.hi(pte);
    const isHuge = huge_pmd(k, taskMm(k, task), address) !== undefined;
    const inside = isHuge ? (address % PMD_SIZE) / 4096 : 0;
    const mapped = isPtePresent(lo, hi) ? folio_page(pfn_folio(presentPtePfn(lo, hi)), inside) : undefined;
    const entry = isPteSwap(lo, hi) ? swapPteEntry(lo, hi) : undefined;
    if (isPtePoisoned(lo, hi))
      return { ...base, pte: this.word(pte), state: 'poisoned', device: undefined, entry: undefined, folio: undefined };
    const { state, device, entry: slot, folio } = pageState(k, this, mapped, entry);
    // Written out, as spreading objects takes most of the time where a range has a hundred thousand pages.
    return { task: name, area, page, address, pte: { index: pte, lo, hi }, state, device, entry: slot, folio };
  }
}
