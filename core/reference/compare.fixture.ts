// Product and reference side by side after a statement: counters, devices, clusters, every word of every table, every page.
import type { Timeline } from '../timeline/timeline';
import { decodeWord } from '../word/decode';
import { wordOf, type Halves } from '../word/halves';
import { hexWord } from '../word/hex';
import type { FormatId } from '../word/layout';
import { wordIndex, type WordIndex } from '../word/brand';
import { isPtePresent } from '../word/pte';
import { entryOf, ExpectedWords, keptOfPte, Places } from './expectedWords.fixture';
import { CLUSTER, type Cluster, type Device, type Machine, type Slot } from './state.fixture';

const PAGE = 4096;
const NULL_WORD: Halves = { lo: 0, hi: 0 };

export class Comparison {
  readonly #frames = new Places();
  readonly #entries = new Places();
  readonly #words: ExpectedWords;
  readonly #found: string[] = [];

  constructor(
    private readonly run: Timeline,
    private readonly m: Machine,
  ) {
    this.#words = new ExpectedWords(run.program.machine.kernel, this.#frames, this.#entries, {});
  }

  /** What differs now, readable; empty when both agree. */
  differences(): readonly string[] {
    this.#found.length = 0;
    this.#frames.forget();
    this.#entries.forget();
    this.#counters();
    const { view } = this.run;
    const devices = this.m.devices.filter((device) => device !== undefined);
    this.#same(
      'devices',
      view
        .devices()
        .map(({ name }) => name)
        .join(),
      devices.map(({ name }) => name).join(),
    );
    for (const device of devices) this.#device(device);
    for (const task of this.m.tasks)
      for (const { name, ptes } of task.areas)
        for (const [page, pte] of ptes.entries()) {
          const seen = view.page(task.name, name, page)?.pte ?? NULL_WORD;
          const kept = keptOfPte(seen, isPtePresent(seen.lo, seen.hi));
          this.#word('pte', `page ${page} of ${task.name}.${name}`, kept, this.#words.pte(pte, seen));
        }
    return this.#found;
  }

  #counters(): void {
    const { m } = this;
    const count = (path: string, expected: number): void => this.#same(path, this.run.view.counter(path), expected);
    count('vm.nr_swap_pages', m.freePages);
    count('vm.total_swap_pages', m.totalPages);
    count('zswap.stored_pages', m.zswap.entries.length);
    for (const memcg of m.memcgs) {
      count(`${memcg.name}.swap.current`, memcg.swapPages * PAGE);
      count(`${memcg.name}.zswap.current`, memcg.zswapBytes);
    }
  }

  #device(device: Device): void {
    const { view } = this.run;
    const seen = view.devices().find(({ type }) => type === device.type);
    const clusters = [...device.clusters.values()].toSorted((a, b) => a.index - b.index);
    const found = view.clusters(device.type, 0, (clusters.at(-1)?.index ?? 0) + 8);
    this.#same(`used slots of ${device.name}`, seen?.inUse, device.inUse);
    if (!device.isVirtual) this.#same(`priority of ${device.name}`, seen?.priority, device.priority);
    this.#same(
      `clusters of ${device.name}`,
      found.map(({ clusterIndex }) => clusterIndex).join(),
      clusters.map(({ index }) => index).join(),
    );
    for (const cluster of clusters) {
      const other = found.find(({ clusterIndex }) => clusterIndex === cluster.index);
      if (other === undefined) continue;
      const name = `cluster ${cluster.index} of ${device.name}`;
      this.#same(`list of ${name}`, other.list, cluster.list);
      this.#same(`count of ${name}`, other.count, cluster.count);
      this.#same(`order of ${name}`, other.order, 0);
      this.#same(`swap table of ${name}`, other.swapTable !== undefined, cluster.hasTable);
      this.#same(`extend table of ${name}`, other.extendTable !== undefined, cluster.hasExtendTable);
      this.#slots(cluster, other.swapTable, other.virtualTable);
    }
  }

  #slots({ slots }: Cluster, swapTable: WordIndex | undefined, virtualTable: WordIndex | undefined): void {
    const { mem } = this.run.kernel;
    const at = (table: WordIndex | undefined, i: number): Halves =>
      table === undefined ? NULL_WORD : { lo: mem.lo(wordIndex(table + i)), hi: mem.hi(wordIndex(table + i)) };
    for (let i = 0; i < CLUSTER; i++) {
      const slot = slots[i];
      if (slot === undefined) continue;
      const word = at(swapTable, i);
      const place = nameOf(slot);
      this.#word('swap_table', place, word, this.#words.swapTable(slot, word));
      const backing = at(virtualTable, i);
      this.#word('virtual_table', place, backing, this.#words.virtualTable(slot, backing));
      if (slot.word === 'null' || slot.word === 'bad' || slot.word === 'pointer') continue;
      const seen = this.run.view.slot(entryOf(slot));
      this.#same(`references of ${place}`, seen?.count, slot.count);
      this.#same(`cgroup of ${place}`, seen?.memcgId, slot.memcg?.id ?? 0);
    }
  }

  #word(format: FormatId, where: string, actual: Halves, expected: Halves): void {
    if (actual.lo === expected.lo && actual.hi === expected.hi) return;
    const { kernel } = this.run.program.machine;
    const text = ({ lo, hi }: Halves): string => {
      const word = wordOf(lo, hi);
      const { kind, fields } = decodeWord(word, format, kernel);
      return `${hexWord(word)} ${kind} ${fields.map(({ name, value }) => `${name}=${value}`).join(' ')}`;
    };
    this.#found.push(`${format} word of ${where}:\n  product   ${text(actual)}\n  reference ${text(expected)}`);
  }

  #same(what: string, actual: unknown, expected: unknown): void {
    if (actual !== expected) this.#found.push(`${what}: product ${String(actual)}, reference ${String(expected)}`);
  }
}

const nameOf = (slot: Slot): string => `${slot.cluster.device.name}:${slot.offset}`;
