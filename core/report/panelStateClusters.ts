// The clusters of a device as the panel shows them: tiles of the map in view, and the selected cluster slot by slot.
import { CHANGED, encodeRuns, kindOfCode, CACHED, type SlotCode } from '../protocol/slotRuns';
import type { PanelCell, PanelRow } from '../protocol/panelParts';
import type { PanelMap, PanelTable, PanelTile } from '../protocol/panelStateShape';
import type { ClusterView, DeviceView, ModelView, WordView } from '../mm/view';
import { wordIndex, type WordIndex } from '../word/brand';
import { hexWord } from '../word/hex';
import { swpEntry } from '../word/swpEntry';
import type { Changes } from './panelStateChanges';
import type { Selection } from './panelStateSelection';
import { slotReader, wordText, type SlotReader } from './panelStateSlots';
import { clustersOf, SLOTS } from './panelStateTables';

/** Tiles described when the view has not said how many it shows. */
const FIRST_TILES = 64;

/** The tiles in the selection's window, and always the selected cluster's position. */
export function mapOf(view: ModelView, device: DeviceView, selection: Selection, changes: Changes): PanelMap {
  const count = selection.window.count === 0 ? FIRST_TILES : selection.window.count;
  const { total, at, selected } = ordered(view, device, selection.cluster);
  const first = Math.max(0, Math.min(selection.window.first, total - 1));
  const reader = slotReader(view);
  const tiles = at(first, count).map((cluster) => tileOf(view, device, cluster, reader, changes));
  return { device: device.type, total, first, tiles, selected };
}

/** Physical clusters stand at their number; of vswap's, of which there may be 2^32, the living ones in order. */
function ordered(view: ModelView, device: DeviceView, cluster: number | undefined) {
  if (device.kind === 'physical')
    return {
      total: device.clusterCount,
      at: (first: number, count: number) => view.clusters(device.type, first, count),
      selected: cluster,
    };
  const living = clustersOf(view, device);
  const position = living.findIndex(({ clusterIndex }) => clusterIndex === cluster);
  return {
    total: living.length,
    at: (first: number, count: number) => living.slice(first, first + count),
    selected: position < 0 ? undefined : position,
  };
}

function tileOf(
  view: ModelView,
  device: DeviceView,
  cluster: ClusterView,
  reader: SlotReader | undefined,
  changes: Changes,
): PanelTile {
  const codes = codesOf(view, device, cluster, reader, changes);
  const { clusterIndex, list, order, count } = cluster;
  return { cluster: clusterIndex, list, order, count, changed: countChanged(codes), runs: encodeRuns(codes) };
}

const countChanged = (codes: Uint8Array): number => codes.reduce((sum, code) => sum + (code & CHANGED ? 1 : 0), 0);

const slotCount = (device: DeviceView, cluster: number): number =>
  Math.max(0, Math.min(SLOTS, device.max - cluster * SLOTS));

/** Code of each slot; the last cluster of a device may have fewer than 512. */
function codesOf(
  view: ModelView,
  device: DeviceView,
  cluster: ClusterView,
  reader: SlotReader | undefined,
  changes: Changes,
): Uint8Array {
  const codes = new Uint8Array(slotCount(device, cluster.clusterIndex));
  if (reader === undefined || cluster.swapTable === undefined) return codes;
  for (let i = 0; i < codes.length; i++) codes[i] = codeOf(wordsOf(view, device, cluster, i), reader, changes);
  return codes;
}

interface Words {
  readonly swap: WordView | undefined;
  readonly virtual: WordView | undefined;
  readonly isVirtual: boolean;
}

function wordsOf(view: ModelView, device: DeviceView, { swapTable, virtualTable }: ClusterView, slot: number): Words {
  const at = (table: WordIndex | undefined): WordView | undefined =>
    table === undefined ? undefined : view.word(wordIndex(table + slot));
  return { swap: at(swapTable), virtual: at(virtualTable), isVirtual: device.kind === 'vswap' };
}

function codeOf(words: Words, reader: SlotReader, { before }: Changes): SlotCode {
  const isChanged = (word: WordView | undefined): boolean => word !== undefined && before.has(word.index);
  return reader.code(words) + (isChanged(words.swap) || isChanged(words.virtual) ? CHANGED : 0);
}

/** The selected cluster; undefined when the device has no such cluster (any more). */
export function tableOf(
  view: ModelView,
  device: DeviceView,
  clusterIndex: number,
  changes: Changes,
): PanelTable | undefined {
  const cluster = view.clusters(device.type, clusterIndex, 1).find((one) => one.clusterIndex === clusterIndex);
  const reader = slotReader(view);
  if (cluster === undefined || reader === undefined) return undefined;
  const codes = codesOf(view, device, cluster, reader, changes);
  const rows: PanelRow[] = [];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    if (code !== 0) rows.push(rowOf(view, device, cluster, i, code, reader, changes));
  }
  const address = (index: WordIndex | undefined): string | undefined =>
    index === undefined ? undefined : hexWord(view.address(index));
  return {
    device: device.type,
    deviceName: device.name,
    cluster: clusterIndex,
    firstSlot: clusterIndex * SLOTS,
    list: cluster.list,
    order: cluster.order,
    count: cluster.count,
    at: hexWord(view.address(cluster.index)),
    swapTableAt: address(cluster.swapTable),
    virtualTableAt: address(cluster.virtualTable),
    isVirtual: device.kind === 'vswap',
    slots: codes.length,
    changed: countChanged(codes),
    runs: encodeRuns(codes),
    rows,
  };
}

function rowOf(
  view: ModelView,
  device: DeviceView,
  cluster: ClusterView,
  slot: number,
  code: SlotCode,
  reader: SlotReader,
  changes: Changes,
): PanelRow {
  const offset = cluster.clusterIndex * SLOTS + slot;
  const words = wordsOf(view, device, cluster, slot);
  const seen = view.slot(swpEntry(device.type, offset));
  const withBefore = (cell: Omit<PanelCell, 'before'>, word: WordView | undefined): PanelCell => {
    const earlier = word === undefined ? undefined : changes.before.get(word.index);
    return { ...cell, before: earlier === undefined ? undefined : wordText(earlier) };
  };
  return {
    offset,
    kind: kindOfCode(code),
    cached: (code & CACHED) !== 0,
    count: seen?.count,
    memcg: seen?.memcgId ?? 0,
    swap: withBefore(reader.swapCell(words.swap), words.swap),
    virtual: words.virtual === undefined ? undefined : withBefore(reader.virtualCell(words.virtual), words.virtual),
  };
}
