// Which slot a word of memory belongs to: the tables of all clusters, found again from an address or from a list of changed words.
import type { PanelWordFormat } from '../protocol/panelParts';
import type { ClusterView, DeviceView, ModelView } from '../mm/view';
import type { WordIndex } from '../word/brand';

export const SLOTS = 512;

/** Clusters looked at per device: 32 GiB of swap. Marks and searches stop there, the map itself does not. */
const MOST_CLUSTERS = 65_536;

export interface SlotPlace {
  readonly type: number;
  readonly offset: number;
  readonly table: Extract<PanelWordFormat, 'swap_table' | 'virtual_table'>;
}

interface Span {
  readonly start: number;
  readonly type: number;
  readonly firstSlot: number;
  readonly table: SlotPlace['table'];
}

export interface TableIndex {
  /** undefined: the word is in no swap or virtual table. */
  readonly slotOf: (index: WordIndex) => SlotPlace | undefined;
  /** Each slot once, in order of device and offset; for a slot of which both words are given, its swap table word. */
  readonly slotsOf: (indexes: Iterable<WordIndex>) => readonly SlotPlace[];
}

export function clustersOf(view: ModelView, device: DeviceView): readonly ClusterView[] {
  const count = device.kind === 'vswap' ? device.clusterCount : Math.min(device.clusterCount, MOST_CLUSTERS);
  return view.clusters(device.type, 0, count);
}

/** The tables as they stand at the view's present moment. */
export function tableIndex(view: ModelView): TableIndex {
  const spans: Span[] = [];
  for (const device of view.devices())
    for (const { clusterIndex, swapTable, virtualTable } of clustersOf(view, device)) {
      const place = { type: device.type, firstSlot: clusterIndex * SLOTS };
      if (swapTable !== undefined) spans.push({ ...place, start: swapTable, table: 'swap_table' });
      if (virtualTable !== undefined) spans.push({ ...place, start: virtualTable, table: 'virtual_table' });
    }
  spans.sort((a, b) => a.start - b.start);

  const slotOf = (index: WordIndex): SlotPlace | undefined => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((spans[middle]?.start ?? Infinity) <= index) low = middle + 1;
      else high = middle;
    }
    const span = spans[low - 1];
    if (span === undefined || index >= span.start + SLOTS) return undefined;
    return { type: span.type, offset: span.firstSlot + (index - span.start), table: span.table };
  };

  const slotsOf = (indexes: Iterable<WordIndex>): readonly SlotPlace[] => {
    const found = new Map<string, SlotPlace>();
    for (const index of indexes) {
      const place = slotOf(index);
      if (place === undefined) continue;
      const key = `${place.type}:${place.offset}`;
      if (place.table === 'swap_table' || !found.has(key)) found.set(key, place);
    }
    return [...found.values()].sort((a, b) => a.type - b.type || a.offset - b.offset);
  };

  return { slotOf, slotsOf };
}
