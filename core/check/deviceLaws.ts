// Laws of devices: what they count, where they stand on the machine's lists, their bad slots, and the hints of the CPUs (facts 4: I18 to I21, J18, J21).
import { NULL_INDEX } from '../memory/regions.js';
import type { Kernel } from '../mm/kernel.js';
import { SI, SWAP_NR_ORDERS, SWAPFILE_CLUSTER } from '../mm/layout.js';
import { list_first, list_next } from '../mm/list.js';
import { is_vswap } from '../mm/swap_cluster.js';
import { SWAP_USAGE_OFFLIST_BIT, SWP } from '../mm/swapfile.js';
import { devices } from '../mm/swapon.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { SwapTableKind } from '../word/swapTable.js';
import { ALL_KERNELS, slotText, VIRTUAL_KERNELS, type Broken, type Theme } from './law.js';

/** Words of a device's slots, and how many slots its clusters have. */
interface Sum {
  used: number;
  bad: number;
  slots: number;
}

export const DEVICE_LAWS: Theme = {
  laws: [
    { name: 'I18', meaning: 'a device counts exactly its slots in use, bad ones not among them', kernels: ALL_KERNELS },
    {
      name: 'I19',
      meaning: 'a device with room is on the list of available devices, a full one is not',
      kernels: ALL_KERNELS,
    },
    {
      name: 'I20',
      meaning:
        'nr_swap_pages and total_swap_pages add up the free and all pages of the devices, the virtual one excepted',
      kernels: ALL_KERNELS,
    },
    { name: 'I21', meaning: 'slot 0 of a device is bad, and bad slots stay bad', kernels: ALL_KERNELS },
    {
      name: 'J18',
      meaning: "a CPU's hint for virtual slots is none, or a slot of the virtual device",
      kernels: VIRTUAL_KERNELS,
    },
    {
      name: 'J21',
      meaning: 'the virtual device and vswap.used count its PFN and Shadow words',
      kernels: VIRTUAL_KERNELS,
    },
  ],
  look: ({ k }, broken) => {
    const sums = new Map<WordIndex, Sum>();
    return {
      slot: ({ off, kind, cluster, tb, entry }) => {
        if (off === 0 && cluster.index === 0 && kind !== SwapTableKind.Bad)
          broken('I21', tb, `${slotText(entry)} is not bad`);
      },
      cluster: ({ si }, { pfn, shadow, pointer, bad }) => {
        let sum = sums.get(si);
        if (sum === undefined) sums.set(si, (sum = { used: 0, bad: 0, slots: 0 }));
        sum.used += pfn + shadow + pointer;
        sum.bad += bad;
        sum.slots += SWAPFILE_CLUSTER;
      },
      end: () => {
        checkDevices(k, sums, broken);
        if (k.variant.hasVirtualSwap) checkHints(k, broken);
      },
    };
  },
};

function checkDevices(k: Kernel, sums: ReadonlyMap<WordIndex, Sum>, broken: Broken): void {
  const available = new Set<WordIndex>();
  const head = k.g.swap_avail_head;
  for (let node = list_first(k, head); node !== head && node !== NULL_INDEX; node = list_next(k, node)) {
    if (available.has(wordIndex(node - SI.avail_list))) break;
    available.add(wordIndex(node - SI.avail_list));
  }
  let free = 0;
  let total = 0;
  for (const si of devices(k)) {
    const sum = sums.get(si) ?? { used: 0, bad: 0, slots: 0 };
    const usage = wordIndex(si + SI.inuse_pages);
    const type = k.num(wordIndex(si + SI.type));
    const pages = k.num(wordIndex(si + SI.pages));
    const isOffList = k.num(usage) >= SWAP_USAGE_OFFLIST_BIT;
    const inUse = k.num(usage) - (isOffList ? SWAP_USAGE_OFFLIST_BIT : 0);
    if (inUse !== sum.used) broken('I18', usage, `type ${type} counts ${inUse} slots in use and has ${sum.used}`);
    const isVirtual = is_vswap(k, si);
    const bad = isVirtual ? 1 : sum.slots - pages;
    if (sum.bad !== bad)
      broken('I21', wordIndex(si + SI.pages), `type ${type} has ${sum.bad} bad slots, not ${bad} as at swapon`);
    if (isVirtual) {
      checkVirtual(k, inUse, sum.used, usage, broken);
      if (available.has(si)) broken('I19', usage, `the virtual device is on the list of available devices`);
      continue;
    }
    // swapoff takes all pages off the counters at once and gives back each slot that it frees.
    free -= inUse;
    if ((k.num(wordIndex(si + SI.flags)) & SWP.WRITEOK) === 0) continue;
    free += pages;
    total += pages;
    if (isOffList === available.has(si) || isOffList !== inUse >= pages)
      broken(
        'I19',
        usage,
        `type ${type} uses ${inUse} of ${pages} pages, is ${available.has(si) ? '' : 'not '}on the list of available devices, and its count says ${isOffList ? 'off' : 'on'}`,
      );
  }
  const freePages = k.num(k.g.nr_swap_pages);
  if (freePages !== free) broken('I20', k.g.nr_swap_pages, `nr_swap_pages is ${freePages}, ${free} pages are free`);
  const allPages = k.num(k.g.total_swap_pages);
  if (allPages !== total)
    broken('I20', k.g.total_swap_pages, `total_swap_pages is ${allPages}, the devices have ${total}`);
}

function checkVirtual(k: Kernel, inUse: number, used: number, usage: WordIndex, broken: Broken): void {
  if (inUse !== used) broken('J21', usage, `the virtual device counts ${inUse} slots in use and has ${used}`);
  const counted = k.num(k.g.vswap_used);
  if (counted !== used) broken('J21', k.g.vswap_used, `vswap.used is ${counted}, ${used} virtual slots are in use`);
}

/** The cluster of a hint may be gone; its number may not be one that no slot has (facts 4.2 J18). */
function checkHints(k: Kernel, broken: Broken): void {
  const max = k.num(wordIndex(k.ptr(k.g.vswap_si) + SI.max));
  for (let cpu = 0; cpu < k.config.cpus; cpu++) {
    for (let order = 0; order < SWAP_NR_ORDERS; order++) {
      const at = wordIndex(k.g.percpu_vswap_cluster(cpu) + order);
      const hint = k.num(at);
      if (hint !== 0 && (hint < SWAPFILE_CLUSTER || hint >= max))
        broken(
          'J18',
          at,
          `the hint of CPU ${cpu} for order ${order} is ${hint}, the virtual device has slots 512 to ${max - 1}`,
        );
    }
  }
}
