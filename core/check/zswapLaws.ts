// Laws of compressed copies: each belongs to the one slot that names it, and is on one LRU (facts 4: J2, J20).
import { NULL_INDEX } from '../memory/regions.js';
import { MAX_SWAPFILES, MEMCG } from '../mm/layout.js';
import type { Kernel } from '../mm/kernel.js';
import { list_first, list_linked, list_next, list_prev } from '../mm/list.js';
import { memcgs } from '../mm/memcontrol.js';
import { vtable_pointer } from '../mm/vswap_backing.js';
import { xa_for_each } from '../mm/xarray.js';
import { ZENTRY } from '../mm/zswap.js';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand.js';
import { swpEntry, swpEntryFromVal } from '../word/swpEntry.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import { addressText, ALL_KERNELS, slotText, VIRTUAL_KERNELS, type Broken, type Theme } from './law.js';

export const ZSWAP_LAWS: Theme = {
  laws: [
    {
      name: 'J2',
      meaning: 'a slot and its compressed copy name each other, and the copy is on one LRU',
      kernels: ALL_KERNELS,
    },
    { name: 'J20', meaning: "zswap's xarrays hold no virtual slots", kernels: VIRTUAL_KERNELS },
  ],
  look: (seen, broken) => {
    const { k } = seen;
    return {
      slot: ({ backing, entry, vt }) => {
        if (backing !== VirtualTableKind.Zswap) return;
        seen.sums.named++;
        checkCopy(k, entry, vtable_pointer(k, vt), vt, broken);
      },
      end: () => {
        let { named } = seen.sums;
        for (let type = 0; type < MAX_SWAPFILES; type++) {
          const root = wordIndex(k.g.zswap_trees + type);
          if (k.ptr(root) === NULL_INDEX) continue;
          if (k.ptr(wordIndex(k.g.swap_info + type)) === k.ptr(k.g.vswap_si))
            broken('J20', root, `the xarray of type ${type}, the virtual device, is not empty`);
          else
            xa_for_each(k, root, (offset, zentry) => {
              named++;
              checkCopy(k, swpEntry(type, offset), zentry, root, broken);
            });
        }
        checkLrus(k, named, broken);
      },
    };
  },
};

function checkCopy(k: Kernel, entry: SwpEntry, zentry: WordIndex, word: WordIndex, broken: Broken): void {
  const at = wordIndex(zentry + ZENTRY.swpentry);
  if (zentry === NULL_INDEX) broken('J2', word, `${slotText(entry)} names no zswap entry`);
  else if (swpEntryFromVal(k.mem.lo(at), k.mem.hi(at)) !== entry)
    broken('J2', at, `${slotText(entry)} names the zswap entry at ${addressText(zentry)}, which is not its own`);
  else if (!list_linked(k, wordIndex(zentry + ZENTRY.lru)))
    broken('J2', wordIndex(zentry + ZENTRY.lru), `the zswap entry of ${slotText(entry)} is on no LRU`);
}

/** Whoever is on an LRU is named by a slot: with sound links, equal numbers say it for all (facts 4.4). */
function checkLrus(k: Kernel, named: number, broken: Broken): void {
  const most = k.slab.inUse(k.caches.zswap_entry);
  let listed = 0;
  for (const memcg of memcgs(k)) {
    const head = wordIndex(memcg + MEMCG.zswap_lru);
    let before = head;
    for (let node = list_first(k, head); node !== head; node = list_next(k, node)) {
      if (node === NULL_INDEX || list_prev(k, node) !== before || ++listed > most) {
        broken('J2', before, `the zswap LRU of a cgroup is torn at ${addressText(node)}`);
        return;
      }
      before = node;
    }
  }
  if (listed !== named || most !== named)
    broken('J2', k.g.zswap, `${most} zswap entries exist, ${listed} are on LRUs, ${named} are named by slots`);
}
