// zswap entries that go to a device (facts 3.15), oldest first.
import { cache, dropEntry, uncache } from './slots.fixture';
import { mayWriteBack, NONE, newFolio, type Machine, type Memcg, type ZswapEntry } from './state.fixture';
import { realloc, writeTo } from './physical.fixture';

/** SWAP_CLUSTER_MAX (facts 1.16; UNCERTAIN for which kernels). */
const BATCH = 32;

/** shrink_memcg: whether the oldest entries of a cgroup made room. */
export function shrinkCgroup(m: Machine, cpu: number, memcg: Memcg): boolean {
  if (!mayWriteBack(m, memcg)) return false;
  const oldest = lruOf(m, memcg).slice(0, BATCH);
  return oldest.filter((entry) => look(m, cpu, entry)).length > 0;
}

/** `writeback N pages`: cgroup by cgroup, each entry looked at until its second chance is used up too. */
export function writeBackOldest(m: Machine, most: number, only: Memcg | undefined): void {
  let written = 0;
  for (const memcg of only === undefined ? [undefined, ...m.memcgs] : [only]) {
    if (!mayWriteBack(m, memcg)) continue;
    for (let looks = 2 * lruOf(m, memcg).length; looks > 0 && written < most; looks--) {
      const [entry] = lruOf(m, memcg);
      if (entry !== undefined && look(m, 0, entry)) written++;
    }
  }
}

const lruOf = (m: Machine, memcg: Memcg | undefined): readonly ZswapEntry[] =>
  m.zswap.entries.filter((entry) => entry.memcg === memcg);

/** shrink_memcg_cb: to the tail, then its second chance or its end; whether it was written back. */
function look(m: Machine, cpu: number, entry: ZswapEntry): boolean {
  m.zswap.entries = [...m.zswap.entries.filter((one) => one !== entry), entry];
  if (!entry.referenced) return writeBackEntry(m, cpu, entry);
  entry.referenced = false;
  return false;
}

/** zswap_writeback_entry; the slot is cached at its end, or as it was but for the shadow. */
function writeBackEntry(m: Machine, cpu: number, entry: ZswapEntry): boolean {
  const { slot, content } = entry;
  const folio = newFolio(content, slot.memcg);
  cache(slot, folio);
  const isVirtual = slot.cluster.device.isVirtual;
  const physical = isVirtual ? realloc(m, cpu, slot) : slot;
  if (physical === undefined) {
    uncache(m, folio);
    return false;
  }
  dropEntry(m, entry);
  if (!isVirtual) slot.backing = NONE;
  writeTo(m, folio, physical);
  return true;
}
