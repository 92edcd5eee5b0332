// Laws of owners: which slots have one on record, what their cgroups count for it, and where the tables stand (facts 4: I12, J13 to J15).
import { NULL_INDEX } from '../memory/regions.js';
import { MAX_MEMCGS, type Kernel } from '../mm/kernel.js';
import { MEMCG } from '../mm/layout.js';
import { folio_memcg, mem_cgroup_from_private_id, memcgId, memcgs } from '../mm/memcontrol.js';
import { ci_memcg_table } from '../mm/swap_cluster.js';
import { swp_tb_to_folio } from '../mm/swap_table.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import { SwapTableKind } from '../word/swapTable.js';
import { VirtualTableKind } from '../word/virtualTable.js';
import type { Seen } from './snapshot.js';
import { ALL_KERNELS, slotText, VIRTUAL_KERNELS, type Broken, type Slot, type Theme } from './law.js';

export const MEMCG_LAWS: Theme = {
  laws: [
    {
      name: 'I12',
      meaning: 'a slot in use has the owner of its folio on record, any other none',
      kernels: ALL_KERNELS,
    },
    {
      name: 'J13',
      meaning: 'a cgroup id has one reference for each slot that it is on record for',
      kernels: ALL_KERNELS,
    },
    {
      name: 'J14',
      meaning: 'a cgroup is charged for its slots on devices: direct ones, and virtual ones that have a physical one',
      kernels: ALL_KERNELS,
    },
    {
      name: 'J15',
      meaning: 'the physical slot of a virtual one has no owner of its own',
      kernels: VIRTUAL_KERNELS,
    },
  ],
  look: (seen, broken) => {
    const { k } = seen;
    return {
      slot: (slot) => {
        checkOwner(k, slot, broken);
        const { owner, cluster, backing } = slot;
        if (owner !== 0) seen.sums.count(owner, !cluster.isVirtual || backing === VirtualTableKind.Swapfile);
      },
      end: () => {
        for (const memcg of memcgs(k)) checkCharges(seen, memcg, broken);
      },
    };
  },
};

function checkOwner(k: Kernel, slot: Slot, broken: Broken): void {
  const { owner, kind, entry, tb, isCountable } = slot;
  if (!isCountable) {
    if (owner === 0) return;
    const at = ownerWord(k, slot);
    broken('I12', at, `${slotText(entry)} is not in use and has the cgroup with id ${owner} on record`);
    if (kind === SwapTableKind.Pointer) broken('J15', at, `${slotText(entry)} is a Pointer with owner ${owner}`);
    return;
  }
  if (owner !== 0 && (owner >= MAX_MEMCGS || mem_cgroup_from_private_id(k, owner) === NULL_INDEX))
    broken(
      'J13',
      ownerWord(k, slot),
      `${slotText(entry)} has the cgroup with id ${owner} on record, which does not exist`,
    );
  if (kind !== SwapTableKind.Pfn) return;
  const memcg = folio_memcg(k, swp_tb_to_folio(k, tb));
  if (owner === 0 && memcg !== NULL_INDEX && memcgId(k, memcg) !== 0)
    broken(
      'I12',
      tb,
      `${slotText(entry)} has no owner on record, its folio belongs to the cgroup with id ${memcgId(k, memcg)}`,
    );
}

/** The word of the memcg table that holds the id, four to a word (facts 1.11). */
const ownerWord = (k: Kernel, { cluster, off }: Slot): WordIndex =>
  wordIndex(ci_memcg_table(k, cluster.ci) + (off >>> 2));

function checkCharges({ k, sums }: Seen, memcg: WordIndex, broken: Broken): void {
  const id = memcgId(k, memcg);
  // The root is neither referenced nor charged.
  if (id === 0) return;
  const { references, charged } = sums.ofOwner(id);
  const refs = wordIndex(memcg + MEMCG.id_refs);
  const swap = wordIndex(memcg + MEMCG.swap);
  if (k.num(refs) !== references)
    broken('J13', refs, `the id ${id} has ${k.num(refs)} references and is on record for ${references} slots`);
  if (k.num(swap) !== charged)
    broken('J14', swap, `the cgroup with id ${id} is charged ${k.num(swap)} pages and has ${charged} on devices`);
}
