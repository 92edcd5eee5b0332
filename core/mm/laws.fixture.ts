// The laws of facts 4 that the product does not check after every statement, in the plainest form: for tests, at rest only.
import { checkInvariants } from '../check/invariants';
import { forEachSlot, see, type Seen, type SeenCluster } from '../check/snapshot';
import { NULL_INDEX } from '../memory/regions';
import { wordIndex, type SwpEntry, type WordIndex } from '../word/brand';
import { swpEntryPlus, swpOffset, swpType } from '../word/swpEntry';
import { folio_nr_pages, folio_ref_count, folio_mapcount, folio_test, PG } from './folio';
import type { Kernel } from './kernel';
import { MEMCG, SI } from './layout';
import { list_first, list_next } from './list';
import { lookup_swap_cgroup_id, mem_cgroup_from_private_id, memcgId, memcgs } from './memcontrol';
import { entry_is_zero } from './page_io';
import {
  ci_count,
  ci_extend_table,
  ci_flags,
  ci_lock_holder,
  ci_memcg_table,
  ci_of_list,
  ci_order,
  ci_virtual_table,
  CLUSTER_FLAG,
  CLUSTER_FLAG_NAMES,
  discard_clusters,
  frag_clusters,
  free_clusters,
  full_clusters,
  nonfull_clusters,
  type Cluster,
} from './swap_cluster';
import { swap_count } from './swap_count';
import {
  swap_rmap_is_cache_only,
  SwapTableKind,
  swp_tb_kind,
  swp_tb_ptr_to_swp_entry,
  swp_tb_to_folio,
} from './swap_table';
import { SWAP_USAGE_OFFLIST_BIT, SWP } from './swapfile';
import { devices } from './swapon';
import { VirtualTableKind } from '../word/virtualTable';
import { vtable_kind, vtable_word } from './vswap_backing';
import { vmEvent } from './vmEvents';

/** Names of broken laws with what breaks them; the product's own invariants are among them. */
export function brokenLaws(k: Kernel): readonly string[] {
  const broken: string[] = checkInvariants(k).map(({ message }) => message);
  const say = (law: string, what: string): void => void broken.push(`${law}: ${what}`);
  const seen = see(k);
  for (const cluster of seen.clusters) clusterLaws(k, cluster, say);
  listLaws(k, seen, say);
  slotLaws(k, seen, say);
  deviceLaws(k, seen, say);
  ownerLaws(k, seen, say);
  return broken;
}

type Say = (law: string, what: string) => void;

const clusterText = ({ first, index }: SeenCluster): string => `cluster ${index} of type ${swpType(first)}`;
const entryText = (entry: SwpEntry): string => `slot ${swpOffset(entry)} of type ${swpType(entry)}`;

/** I3, I5 to I7, I11, J8, J17 and that no lock is held. */
function clusterLaws(k: Kernel, cluster: SeenCluster, say: Say): void {
  const { ci, isVirtual, index, table } = cluster;
  const text = clusterText(cluster);
  const flags = ci_flags(k, ci);
  const count = ci_count(k, ci);
  const isHidden = isVirtual && index === 0;
  if (ci_lock_holder(k, ci) !== 0) say('lock', `${text} is locked at rest`);
  if (flags === CLUSTER_FLAG.FREE) {
    if (table !== NULL_INDEX || ci_memcg_table(k, ci) !== NULL_INDEX || ci_extend_table(k, ci) !== NULL_INDEX)
      say('I3', `${text} is free and has a table`);
    if (count !== 0 || ci_order(k, ci) !== 0)
      say('I3', `${text} is free, its count ${count}, its order ${ci_order(k, ci)}`);
    if (isVirtual) say('1.15', `${text} is virtual and free`);
  }
  if ((flags === CLUSTER_FLAG.NONE) !== isHidden) say('I5', `${text} is on no list`);
  if (flags === CLUSTER_FLAG.FULL && count !== 512) say('I6', `${text} is full and counts ${count}`);
  if (
    (flags === CLUSTER_FLAG.NONFULL || flags === CLUSTER_FLAG.FRAG) &&
    (count === 0 || count === 512 || table === NULL_INDEX)
  )
    say('I7', `${text} is ${CLUSTER_FLAG_NAMES[flags]} and counts ${count}`);
  if (isVirtual && (ci_virtual_table(k, ci) === NULL_INDEX) !== isHidden) say('J8', `${text} and its virtual table`);
  if (isVirtual && count === 0) say('J17', `${text} is empty and alive`);
  const extend = ci_extend_table(k, ci);
  if (extend !== NULL_INDEX && !hasWord(k, extend, 256)) say('I11', `${text} has an empty extend table`);
}

function hasWord(k: Kernel, table: WordIndex, words: number): boolean {
  for (let i = 0; i < words; i++)
    if ((k.mem.lo(wordIndex(table + i)) | k.mem.hi(wordIndex(table + i))) !== 0) return true;
  return false;
}

/** I3, I4: a cluster is on the list that its flags name, and on no other. */
function listLaws(k: Kernel, { clusters }: Seen, say: Say): void {
  const listed = new Map<Cluster, number>();
  for (const si of devices(k)) {
    const walk = (head: WordIndex, flag: number): void => {
      for (let node = list_first(k, head); node !== head && node !== NULL_INDEX; node = list_next(k, node)) {
        const ci = ci_of_list(node);
        if (listed.has(ci)) say('I4', `a cluster is on two lists`);
        listed.set(ci, flag);
      }
    };
    walk(free_clusters(si), CLUSTER_FLAG.FREE);
    walk(full_clusters(si), CLUSTER_FLAG.FULL);
    walk(discard_clusters(si), CLUSTER_FLAG.DISCARD);
    for (let order = 0; order < 10; order++) {
      walk(nonfull_clusters(si, order), CLUSTER_FLAG.NONFULL);
      walk(frag_clusters(si, order), CLUSTER_FLAG.FRAG);
    }
  }
  for (const cluster of clusters) {
    const flags = ci_flags(k, cluster.ci);
    if ((listed.get(cluster.ci) ?? CLUSTER_FLAG.NONE) !== flags)
      say('I4', `${clusterText(cluster)} says ${CLUSTER_FLAG_NAMES[flags]} and is on another list`);
    listed.delete(cluster.ci);
  }
  if (listed.size > 0) say('I4', `${listed.size} clusters on lists are not clusters of a device`);
}

/** I8, I10, I12, I15, I16, I21, I22, J4, J6, J9, J15, J21. */
function slotLaws(k: Kernel, seen: Seen, say: Say): void {
  let cached = 0;
  forEachSlot(seen, (cluster, off, tb) => {
    const { ci, isVirtual, si, first } = cluster;
    const entry = swpEntryPlus(first, off);
    const text = entryText(entry);
    const kind = swp_tb_kind(k, tb);
    const id = lookup_swap_cgroup_id(k, ci, off);
    if (swpOffset(entry) === 0 && k.variant.counts === 'swap_table' && kind !== SwapTableKind.Bad)
      say('I21', `${text} is not bad`);
    if (kind === SwapTableKind.Null || kind === SwapTableKind.Pointer || kind === SwapTableKind.Bad) {
      if (id !== 0) say('I12', `${text} has owner ${id}`);
      if (kind === SwapTableKind.Pointer && isVirtual) say('J8', `${text} is a Pointer`);
      if (kind === SwapTableKind.Pointer) pointerLaws(k, tb, text, say);
      return;
    }
    const count = swap_count(k, si, ci, off);
    if (kind === SwapTableKind.Shadow && count === 0) say('I8', `${text} is a Shadow without references`);
    if (isVirtual && entry_is_zero(k, entry) && vtable_kind(k, vtable_word(k, entry)) === VirtualTableKind.Swapfile)
      say('J4', `${text} is zero and on a device`);
    if (kind !== SwapTableKind.Pfn) return;
    cached++;
    const folio = swp_tb_to_folio(k, tb);
    if (folio_ref_count(k, folio) !== folio_nr_pages(k, folio) + folio_mapcount(k, folio))
      say(
        'I15',
        `the folio of ${text} has ${folio_ref_count(k, folio)} references, ${folio_mapcount(k, folio)} mappings`,
      );
    if (folio_test(k, folio, PG.writeback) || folio_test(k, folio, PG.locked))
      say('I16', `the folio of ${text} is busy`);
    if (!isVirtual) return;
    const backing = vtable_kind(k, vtable_word(k, entry));
    const isBare = backing === VirtualTableKind.None && !entry_is_zero(k, entry);
    if (isBare && !folio_test(k, folio, PG.dirty)) say('J6', `the folio of ${text} is clean and nowhere else`);
  });
  if (vmEvent(k, 'nr_swapcached') !== cached)
    say('I22', `${cached} folios cached, ${vmEvent(k, 'nr_swapcached')} counted`);
}

/** J9 for kernels that clear the mark, J12. */
function pointerLaws(k: Kernel, tb: WordIndex, text: string, say: Say): void {
  const virt = swp_tb_ptr_to_swp_entry(k, tb);
  if (!swap_rmap_is_cache_only(k, tb) || !k.variant.clearsCacheOnly) return;
  const owner = see(k).clusters.find(({ first }) => virt >= first && virt < first + 512);
  if (owner === undefined) return say('J9', `${text} has no owner`);
  const word = wordIndex(owner.table + (virt - owner.first));
  if (swp_tb_kind(k, word) !== SwapTableKind.Pfn || swap_count(k, owner.si, owner.ci, virt - owner.first) !== 0)
    say('J9', `${text} says that it is only cached, and its owner is referred to`);
}

/** I18 to I20, J21. */
function deviceLaws(k: Kernel, seen: Seen, say: Say): void {
  const used = new Map<WordIndex, number>();
  forEachSlot(seen, ({ si }, _off, tb) => {
    const kind = swp_tb_kind(k, tb);
    if (kind !== SwapTableKind.Null && kind !== SwapTableKind.Bad) used.set(si, (used.get(si) ?? 0) + 1);
  });
  let free = 0;
  let total = 0;
  const available = new Set<WordIndex>();
  const head = k.g.swap_avail_head;
  for (let node = list_first(k, head); node !== head && node !== NULL_INDEX; node = list_next(k, node))
    available.add(wordIndex(node - SI.avail_list));
  for (const si of devices(k)) {
    const inuse = k.num(wordIndex(si + SI.inuse_pages));
    const pages = k.num(wordIndex(si + SI.pages));
    const type = k.num(wordIndex(si + SI.type));
    const isOff = inuse >= SWAP_USAGE_OFFLIST_BIT;
    const count = isOff ? inuse - SWAP_USAGE_OFFLIST_BIT : inuse;
    if (count !== (used.get(si) ?? 0))
      say('I18', `type ${type} counts ${count} slots in use and has ${used.get(si) ?? 0}`);
    if ((k.num(wordIndex(si + SI.flags)) & SWP.VSWAP) !== 0) {
      if (k.num(k.g.vswap_used) !== count) say('J21', `vswap.used is ${k.num(k.g.vswap_used)}, slots in use ${count}`);
      if (available.has(si)) say('1.15', 'the virtual device is on the list of devices');
      continue;
    }
    free += pages - count;
    total += pages;
    if (isOff === available.has(si) || isOff !== count >= pages)
      say('I19', `type ${type} uses ${count} of ${pages}, off the list: ${isOff}`);
  }
  if (k.num(k.g.nr_swap_pages) !== free)
    say('I20', `nr_swap_pages is ${k.num(k.g.nr_swap_pages)}, ${free} slots are free`);
  if (k.num(k.g.total_swap_pages) !== total)
    say('I20', `total_swap_pages is ${k.num(k.g.total_swap_pages)}, not ${total}`);
}

/** J13, J14: references on ids and the swap charge, by cgroup. */
function ownerLaws(k: Kernel, seen: Seen, say: Say): void {
  const references = new Map<number, number>();
  const charged = new Map<number, number>();
  const count = (of: Map<number, number>, id: number): void => void of.set(id, (of.get(id) ?? 0) + 1);
  forEachSlot(seen, ({ ci, isVirtual, first }, off) => {
    const id = lookup_swap_cgroup_id(k, ci, off);
    if (id === 0) return;
    count(references, id);
    if (mem_cgroup_from_private_id(k, id) === NULL_INDEX) say('J13', `there is no cgroup ${id}`);
    if (!isVirtual || vtable_kind(k, vtable_word(k, swpEntryPlus(first, off))) === VirtualTableKind.Swapfile)
      count(charged, id);
  });
  for (const memcg of memcgs(k)) {
    const id = memcgId(k, memcg);
    if (id === 0) continue;
    const refs = k.num(wordIndex(memcg + MEMCG.id_refs));
    const swap = k.num(wordIndex(memcg + MEMCG.swap));
    if (refs !== (references.get(id) ?? 0))
      say('J13', `cgroup ${id} has ${refs} references, ${references.get(id) ?? 0} slots`);
    if (swap !== (charged.get(id) ?? 0))
      say('J14', `cgroup ${id} is charged ${swap} pages, has ${charged.get(id) ?? 0}`);
  }
}
