// The swap devices as variables: device, then its clusters, then their slots, each level made when it is opened and page by page.
import { SWAPFILE_CLUSTER } from '../mm/layout';
import type { ClusterView, DeviceView, ModelView, SlotView, WordView } from '../mm/view';
import type { WordIndex } from '../word/brand';
import { decodeWord } from '../word/decode';
import { wordOf } from '../word/halves';
import type { KernelName } from '../word/kernelName';
import type { FormatId } from '../word/layout';
import { swpEntry } from '../word/swpEntry';
import { children, namedChildren, numberText, variable, type Children, type Variable } from './variable';
import { wordText, wordVariable } from './wordVariable';

export function tableVariables(view: ModelView, kernel: KernelName): Children {
  const devices = view.devices();
  return namedChildren(devices.length, () => devices.map((device) => deviceVariable(view, kernel, device)));
}

function deviceVariable(view: ModelView, kernel: KernelName, device: DeviceView): Variable {
  const isVirtual = device.kind === 'vswap';
  // Of a virtual device only the live clusters are listed, and they are few; of a physical one all, and they are read a page at a time.
  const live = isVirtual ? view.clusters(device.type, 0, device.clusterCount) : undefined;
  const load = (start: number, count: number): readonly ClusterView[] =>
    live === undefined ? view.clusters(device.type, start, count) : live.slice(start, start + count);
  return variable(
    device.name,
    `${device.inUse} of ${device.pages} slots in use, ${isVirtual ? 'virtual' : `priority ${device.priority}`}`,
    {
      type: 'struct swap_info_struct',
      address: view.address(device.index),
      children: children(
        DEVICE_MEMBERS.length,
        (hex) => DEVICE_MEMBERS.map(([name, member]) => variable(name, textOf(member(device), hex))),
        live?.length ?? device.clusterCount,
        (start, count) => load(start, count).map((cluster) => clusterVariable(view, kernel, device, cluster)),
      ),
    },
  );
}

const DEVICE_MEMBERS: readonly (readonly [string, (device: DeviceView) => number | string])[] = [
  ['type', ({ type }) => type],
  ['flags', ({ flags }) => flags.join(' | ')],
  ['prio', ({ priority }) => priority],
  ['max', ({ max }) => max],
  ['pages', ({ pages }) => pages],
  ['inuse_pages', ({ inUse }) => inUse],
];

const textOf = (value: number | string, hex: boolean): string =>
  typeof value === 'number' ? numberText(value, hex) : value;

function clusterVariable(view: ModelView, kernel: KernelName, device: DeviceView, cluster: ClusterView): Variable {
  const first = cluster.clusterIndex * SWAPFILE_CLUSTER;
  const tables = TABLES.filter(([, table]) => table(cluster) !== undefined);
  return variable(
    `[${cluster.clusterIndex}]`,
    `slots ${first}..: ${cluster.count} in use, order ${cluster.order}, list ${cluster.list}`,
    {
      type: device.kind === 'vswap' ? 'struct swap_cluster_info_dynamic' : 'struct swap_cluster_info',
      address: view.address(cluster.index),
      children: children(
        3 + tables.length,
        (hex) => [
          variable('count', numberText(cluster.count, hex), { type: 'u16' }),
          variable('order', numberText(cluster.order, hex), { type: 'u8' }),
          variable('list', cluster.list),
          ...tables.map(([name, table]) => tableAddress(view, name, table(cluster))),
        ],
        Math.max(0, Math.min(SWAPFILE_CLUSTER, device.max - first)),
        (start, count) => Array.from({ length: count }, (_, i) => slotOf(view, kernel, device, first + start + i)),
      ),
    },
  );
}

const TABLES: readonly (readonly [string, (cluster: ClusterView) => WordIndex | undefined])[] = [
  ['table', ({ swapTable }) => swapTable],
  ['vtable', ({ virtualTable }) => virtualTable],
  ['memcg_table', ({ memcgTable }) => memcgTable],
  ['extend_table', ({ extendTable }) => extendTable],
];

function tableAddress(view: ModelView, name: string, index: WordIndex | undefined): Variable {
  if (index === undefined) return variable(name, 'NULL');
  const address = view.address(index);
  return variable(name, `0x${address.toString(16)}`, { address });
}

function slotOf(view: ModelView, kernel: KernelName, device: DeviceView, offset: number): Variable {
  const name = `[${offset}]`;
  const slot = view.slot(swpEntry(device.type, offset));
  return slot === undefined ? variable(name, 'no such slot') : slotVariable(name, view, kernel, slot);
}

/** One slot: its words in short, and below them each word with its fields. */
export function slotVariable(name: string, view: ModelView, kernel: KernelName, slot: SlotView): Variable {
  const place = `${slot.device}:${slot.offset}`;
  const words = WORDS.flatMap(([format, word]) => {
    const found = word(slot);
    return found === undefined ? [] : [{ format, found }];
  });
  const brief = words.map(({ format, found }) => wordText(decodeWord(wordOf(found.lo, found.hi), format, kernel)));
  return variable(name, brief.length === 0 ? 'NULL (the cluster has no table)' : brief.join(' | '), {
    expression: place,
    address: slot.swapTable === undefined ? undefined : view.address(slot.swapTable.index),
    children: namedChildren(words.length + 2, (hex) => [
      ...words.map(({ format, found }) => wordVariable(format, view, found, format, kernel, `${format}(${place})`)),
      variable(
        'count',
        slot.count === undefined ? 'none: kept by the virtual slot, or no slot to use' : numberText(slot.count, hex),
        {
          expression: `count(${place})`,
        },
      ),
      variable('memcg', slot.memcgId === 0 ? 'none' : numberText(slot.memcgId, hex), { expression: `memcg(${place})` }),
    ]),
  });
}

const WORDS: readonly (readonly [FormatId, (slot: SlotView) => WordView | undefined])[] = [
  ['swap_table', ({ swapTable }) => swapTable],
  ['virtual_table', ({ virtualTable }) => virtualTable],
];
