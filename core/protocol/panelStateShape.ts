// What the panel shows at one stop, whole: no message builds on an earlier one, so that a lost or late message cannot leave a wrong picture.
import { deviceType, hop, index, name, page, row, word } from './panelParts';
import { array, flag, hex64, integer, literal, maybe, struct, text, type Infer } from './schema';
import { GREATEST_CODE } from './slotRuns';

export const SLOTS_PER_CLUSTER = 512;

const device = struct({
  type: deviceType,
  name,
  kind: literal('physical', 'vswap'),
  pages: index,
  /** As the kernel counts: below 0 where a defect releases slots of the wrong device. */
  inUse: integer(-0x40000000, Number.MAX_SAFE_INTEGER),
  priority: integer(-0x10000, 0x10000),
  flags: text(400),
});
export type PanelDevice = Infer<typeof device>;

const clusterList = literal('none', 'free', 'nonfull', 'frag', 'full', 'discard', 'dead');
export type PanelClusterList = Infer<typeof clusterList>;

const tile = struct({
  cluster: index,
  list: clusterList,
  order: integer(0, 9),
  count: integer(0, SLOTS_PER_CLUSTER),
  /** Slots whose words differ from the last stop. */
  changed: integer(0, SLOTS_PER_CLUSTER),
  /** Pairs (code, length), see slotRuns. */
  runs: array(integer(0, Math.max(GREATEST_CODE, SLOTS_PER_CLUSTER)), 2 * SLOTS_PER_CLUSTER),
});
export type PanelTile = Infer<typeof tile>;

const map = struct({
  device: deviceType,
  /** Tiles in the whole map: clusters of a physical device, living clusters of vswap. */
  total: index,
  /** Position of the first tile in the map. */
  first: index,
  tiles: array(tile, 512),
  /** Position of the selected cluster in the map, when it is in it. */
  selected: maybe(index),
});
export type PanelMap = Infer<typeof map>;

const table = struct({
  device: deviceType,
  deviceName: name,
  cluster: index,
  firstSlot: index,
  list: clusterList,
  order: integer(0, 9),
  count: integer(0, SLOTS_PER_CLUSTER),
  /** Address of the swap_cluster_info, and of the tables that exist. */
  at: hex64,
  swapTableAt: maybe(hex64),
  virtualTableAt: maybe(hex64),
  isVirtual: flag,
  /** The device has slots of the cluster up to here (the last cluster may be cut). */
  slots: integer(0, SLOTS_PER_CLUSTER),
  changed: integer(0, SLOTS_PER_CLUSTER),
  runs: array(integer(0, Math.max(GREATEST_CODE, SLOTS_PER_CLUSTER)), 2 * SLOTS_PER_CLUSTER),
  /** In slot order. Slots that are not listed are free, and were at the last stop. */
  rows: array(row, SLOTS_PER_CLUSTER),
});
export type PanelTable = Infer<typeof table>;

const area = struct({ name, pages: index });
const task = struct({ name, pid: index, cgroup: maybe(name), areas: array(area, 256) });

const resolution = struct({
  page,
  state: text(20),
  address: hex64,
  device: maybe(name),
  hops: array(hop, 32),
});
export type PanelResolution = Infer<typeof resolution>;

const amount = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
/** `value` is absent for what the kernel calls max: no limit. */
const figure = struct({ name, value: maybe(amount), before: maybe(amount) });
export type PanelFigure = Infer<typeof figure>;

const structure = struct({ name, objects: index, bytes: index, bytesBefore: maybe(index) });
export type PanelStructure = Infer<typeof structure>;

export const panelState = struct({
  kernel: text(32),
  program: text(1000),
  position: struct({
    step: index,
    /** The furthest step that this session has stopped at: before it is the past. */
    newest: index,
    /** The program is over, and this is its end. */
    atEnd: flag,
  }),
  now: struct({
    cpu: integer(0, 255),
    line: maybe(index),
    statement: text(500),
    /** Kernel function and its step; absent at the start of a statement. */
    function: maybe(text(200)),
    step: maybe(text(500)),
    /** Stack frames above the one that is shown: it is not the one that runs next. */
    above: index,
    operation: index,
    /** Why the debugger stands here, in one sentence; `failed`: an expectation or invariant did not hold. */
    stop: maybe(struct({ why: text(1000), failed: flag })),
  }),
  /** The panel goes where words change. */
  follows: flag,
  /** Words that differ from the last stop, in all of memory. */
  changedWords: index,
  devices: array(device, 32),
  selectedDevice: maybe(deviceType),
  selectedSlot: maybe(index),
  map: maybe(map),
  table: maybe(table),
  word: maybe(word),
  tasks: array(task, 256),
  resolution: maybe(resolution),
  structures: array(structure, 64),
  counters: array(figure, 4096),
});
export type PanelState = Infer<typeof panelState>;
