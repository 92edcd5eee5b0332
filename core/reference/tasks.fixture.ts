// Address spaces: advice on them, their copies and their end (facts 3.11, 3.12, oracle M1, U1, U2, U4).
import { tryToReclaim } from './cacheOnly.fixture';
import { dup, freeSlot, freeSwap, put } from './slots.fixture';
import { readIn } from './swapIn.fixture';
import { CLUSTER, type Area, type Folio, type Machine, type Pte, type Slot, type Task } from './state.fixture';
import { pageOut } from './writeOut.fixture';

const NOTHING: Pte = { kind: 'none' };

/** MADV_PAGEOUT. */
export function pageOutRange(m: Machine, task: Task, { ptes, isLocked }: Area, first: number, last: number): void {
  if (isLocked) return;
  for (let page = first; page <= last; page++) {
    const pte = ptes[page];
    if (pte?.kind === 'present' && pte.folio.mappings === 1) ptes[page] = pageOut(m, task.cpu, pte.folio, pte);
  }
}

/** MADV_WILLNEED. */
export function readRange(m: Machine, { ptes }: Area, first: number, last: number): void {
  for (let page = first; page <= last; page++) {
    const pte = ptes[page];
    if (pte?.kind === 'swap' && pte.slot.word !== 'pfn') readIn(m, pte.slot);
  }
}

/** MADV_DONTNEED, munmap and exit: swap entries while walking, folios at the end. */
export function zap(m: Machine, { ptes }: Area, first: number, last: number): void {
  const mapped: Folio[] = [];
  for (let page = first; page <= last; page++) {
    const pte = ptes[page] ?? NOTHING;
    if (pte.kind === 'present') {
      pte.folio.mappings--;
      mapped.push(pte.folio);
    }
    if (pte.kind === 'swap') {
      const run = runFrom(m, ptes, page, last);
      for (let i = 0; i < run.length; i++) ptes[page + i] = NOTHING;
      putRun(m, run);
      page += run.length - 1;
    }
    ptes[page] = NOTHING;
  }
  for (const folio of mapped) if (folio.mappings === 0) freeSwap(m, folio);
}

/** Entries of consecutive slots under one page table. */
function runFrom(m: Machine, ptes: readonly Pte[], page: number, last: number): readonly Slot[] {
  const run: Slot[] = [];
  const end = Math.min(last, page + (CLUSTER - 1 - (page % CLUSTER)));
  const head = ptes[page];
  for (let at = page; at <= end; at++) {
    const pte = ptes[at];
    if (pte?.kind !== 'swap' || head?.kind !== 'swap' || pte.exclusive !== head.exclusive) break;
    const isNext =
      pte.slot.cluster.device === head.slot.cluster.device && pte.slot.offset === head.slot.offset + at - page;
    const isLike = !m.rules.runsEndAtCache || (pte.slot.word === 'pfn') === (head.slot.word === 'pfn');
    if (!isNext || !isLike) break;
    run.push(pte.slot);
  }
  return run;
}

function putRun(m: Machine, run: readonly Slot[]): void {
  if (m.rules.runsEndAtCache) return putTogether(m, run);
  const clusters = new Set(run.map(({ cluster }) => cluster));
  for (const cluster of clusters)
    putTogether(
      m,
      run.filter((slot) => slot.cluster === cluster),
    );
}

/** All references first, then the folios that no one wants any more. */
function putTogether(m: Machine, slots: readonly Slot[]): void {
  let needsReclaim = false;
  for (const slot of slots) {
    put(slot);
    if (slot.count > 0) continue;
    if (slot.word === 'pfn') needsReclaim = true;
    else freeSlot(m, slot);
  }
  if (!needsReclaim) return;
  for (const slot of slots) {
    if (slot.cluster.device.isVirtual && !m.rules.putReclaimsVirtual) continue;
    if (slot.word === 'pfn') tryToReclaim(m, slot, 'unwanted');
  }
}

/** fork(2). */
export function copyTask(m: Machine, parent: Task, name: string, cpu: number): Task {
  const areas = parent.areas.map((area) => ({
    ...area,
    ahead: { ...area.ahead },
    isLocked: false,
    ptes: area.hadPages ? shared(m, area) : area.ptes.map(() => NOTHING),
  }));
  return { name, cpu, memcg: parent.memcg, areas };
}

/** Neither side may write any more; both get what this gives. */
function shared(m: Machine, { ptes }: Area): Pte[] {
  for (const [page, pte] of ptes.entries()) {
    if (pte.kind === 'present') {
      pte.folio.mappings++;
      pte.folio.exclusive = false;
      ptes[page] = { ...pte, writable: false };
    }
    if (pte.kind === 'swap') {
      dup(m, pte.slot);
      ptes[page] = { ...pte, exclusive: false };
    }
  }
  return [...ptes];
}
