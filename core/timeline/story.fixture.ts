// Random scenarios, each statement with what it does to the contents of pages: drawn against the tasks alive at that point, so every one is valid when it runs.
import fc from 'fast-check';
import type { PageContent } from '../content/content';
import type { KernelName } from '../word/kernelName';

/** What a statement does to page contents; ranges are page indexes of the task's one area. */
export type Effect =
  | { readonly kind: 'none' }
  | { readonly kind: 'map' | 'unmap' | 'exit'; readonly task: string }
  | { readonly kind: 'fork'; readonly parent: string; readonly child: string }
  /** `lazyfree`: the pages hold what they held, or nothing any more. */
  | { readonly kind: 'free' | 'lazyfree'; readonly task: string; readonly first: number; readonly last: number }
  | {
      readonly kind: 'write';
      readonly task: string;
      readonly first: number;
      readonly last: number;
      readonly content: PageContent;
    };

export interface StoryLine {
  readonly text: string;
  readonly effect: Effect;
}

export interface Story {
  /** Line n is the n-th operation of the run. */
  readonly lines: readonly StoryLine[];
  readonly text: string;
  /** Devices that are on at the end. */
  readonly devices: readonly string[];
}

/** How large the machine and its areas are: units are what statements count in. */
export interface Setting {
  readonly machine: string;
  /** Pages of a unit; an area has `UNITS` of them. */
  readonly scale: number;
  /** What areas ask for: small pages, or large folios. */
  readonly folios: '' | 'huge' | 'mthp 64K';
}

export const UNITS = 8;

/** A drawn statement before names are put in: small numbers that are taken modulo what exists. */
export interface Draw {
  readonly verb: Verb;
  readonly task: number;
  readonly first: number;
  readonly length: number;
  readonly seed: number;
}

/** How often each verb is drawn: pages have to go out before anything else can happen to them. */
const WEIGHTS = {
  text: 8,
  zero: 2,
  random: 3,
  read: 8,
  pageout: 14,
  free: 3,
  fork: 4,
  exit: 2,
  task: 1,
  unmap: 1,
  reclaim: 4,
  writeback: 6,
  setZswap: 1,
  setPool: 1,
  setShrinker: 2,
  setSwapMax: 1,
  setZswapMax: 1,
  setWriteback: 1,
  swapon: 1,
  swapoff: 1,
  willneed: 2,
  lazyfree: 2,
  mlock: 1,
  munlock: 1,
  migrate: 3,
  split: 2,
  hibernate: 1,
  resume: 1,
  fail: 3,
} as const;

/** Failures that must lose nothing. A read that fails does: swapoff gives the slot up all the same (facts 3.16). */
const SITES = [
  'vtable alloc',
  'table alloc',
  'memcg alloc',
  'cluster alloc',
  'zswap alloc',
  'folio alloc',
  'swap charge',
  'compress',
  'pool alloc',
  'write',
] as const;

type Verb = keyof typeof WEIGHTS;
const VERBS = Object.keys(WEIGHTS) as readonly Verb[];

export const draws = (most: number): fc.Arbitrary<readonly Draw[]> =>
  fc.array(
    fc.record({
      verb: fc.oneof(
        { withCrossShrink: true },
        ...VERBS.map((verb) => ({ arbitrary: fc.constant(verb), weight: WEIGHTS[verb] })),
      ),
      task: fc.nat(30),
      first: fc.nat(UNITS - 1),
      length: fc.nat(UNITS - 1),
      seed: fc.nat(50),
    }),
    { minLength: 1, maxLength: most, size: 'max' },
  );

const SMALL_DEVICES = [
  '',
  'swap disk0 64K',
  'swap disk0 4M',
  'swap disk0 4M { synchronous }',
  'swap disk0 64K { priority 5 }\n  swap disk1 4M { priority 5  synchronous }',
  'swap disk0 40K { bad 3, 4 }\n  swap disk1 2100K { priority 3 }',
  'swap disk0 4M { rotational }',
  'swap disk0 2100K { discard pages }\n  swap disk1 64K { synchronous }',
] as const;
const LARGE_DEVICES = [
  'swap disk0 4M',
  'swap disk0 3M { synchronous }',
  'swap disk0 1M { priority 5 }\n  swap disk1 5M { priority 5 }',
  'swap disk0 5M { discard pages }',
  'swap disk0 2M { rotational }\n  swap disk1 3M',
] as const;

function machines(memory: string, devices: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...devices),
      fc.constantFrom('{ compressor lz4 }', '{ compressor lz4 }', 'off'),
      fc.constantFrom('cgroup web', 'cgroup web { swap.max 12K }', 'cgroup web { zswap.max 4K }'),
    )
    .map(
      ([device, zswap, web]) =>
        `  cpus 2\n  memory ${memory}\n  zswap ${zswap}\n  ${device === '' ? '' : `${device}\n  `}${web}\n`,
    );
}

/** Eight pages an area and as much memory as needed. */
export const smallSettings: fc.Arbitrary<Setting> = machines('64M', SMALL_DEVICES).map((machine) => ({
  machine,
  scale: 1,
  folios: '',
}));

/** Areas of 600 pages in 256 frames: clusters fill up, and memory runs out. */
export const tightSettings: fc.Arbitrary<Setting> = machines('1M', LARGE_DEVICES).map((machine) => ({
  machine,
  scale: 75,
  folios: '',
}));

/** Folios of 16 pages, in units that do not begin or end with them; each area is 12 folios. */
export const folioSettings: fc.Arbitrary<Setting> = fc
  .tuple(machines('8M', LARGE_DEVICES), machines('1M', LARGE_DEVICES), fc.boolean())
  .map(([roomy, tight, isTight]) => ({ machine: isTight ? tight : roomy, scale: 24, folios: 'mthp 64K' }));

/** Folios of 512 pages; an area is two and a half of them. */
export const hugeSettings: fc.Arbitrary<Setting> = machines('32M', [
  'swap disk0 16M',
  'swap disk0 16M { synchronous }',
]).map((machine) => ({ machine, scale: 160, folios: 'huge' }));

interface Writer {
  readonly kernel: KernelName;
  readonly scale: number;
  readonly folios: Setting['folios'];
  readonly lines: StoryLine[];
  readonly live: Map<string, Area>;
  /** Swap devices that are on. */
  readonly devices: string[];
  tasks: number;
  extras: number;
  /** An image was tried: folios may be left in the swap cache that only reclaim takes. */
  hadImage: boolean;
  /** An image is held, unless it was refused. */
  hasImage: boolean;
}

type Area = 'mapped' | 'locked' | 'unmapped';

/** `ending`: at the end all tasks exit. */
export function story(kernel: KernelName, setting: Setting, drawn: readonly Draw[], ending = false): Story {
  const devices = [...setting.machine.matchAll(/swap (disk\d)/g)].map(([, name = '']) => name);
  const { scale, folios } = setting;
  const writer: Writer = {
    kernel,
    scale,
    folios,
    lines: [],
    live: new Map(),
    devices,
    tasks: 0,
    extras: 0,
    hadImage: false,
    hasImage: false,
  };
  startTask(writer, 0);
  for (const draw of drawn) tell(writer, draw);
  if (ending && writer.hadImage) {
    endImage(writer);
    say(writer, 'reclaim 100000 pages');
  }
  if (ending) for (const task of writer.live.keys()) say(writer, `exit ${task}`, { kind: 'exit', task });
  const head = `machine {\n  kernel ${kernel}\n${setting.machine}}\n`;
  return { lines: writer.lines, devices, text: head + writer.lines.map(({ text }) => `${text}\n`).join('') };
}

function say(writer: Writer, text: string, effect: Effect = { kind: 'none' }): void {
  writer.lines.push({ text, effect });
}

function startTask(writer: Writer, seed: number): void {
  const task = `t${writer.tasks++}`;
  writer.live.set(task, 'mapped');
  say(writer, `task ${task}${seed % 2 === 0 ? ' in web' : ''} on cpu ${(seed >> 1) % 2}`);
  say(writer, `${task}: map heap ${UNITS * writer.scale} pages ${writer.folios}`.trimEnd(), { kind: 'map', task });
}

function endImage(writer: Writer): void {
  if (writer.hasImage) say(writer, 'resume');
  writer.hasImage = false;
}

function tell(writer: Writer, draw: Draw): void {
  const { verb, seed } = draw;
  switch (verb) {
    case 'task':
      return startTask(writer, seed);
    case 'reclaim':
      return say(writer, `reclaim ${((seed % 12) + 1) * writer.scale} pages${seed > 40 ? ' from web' : ''}`);
    case 'writeback':
      return say(writer, `writeback ${((seed % 6) + 1) * writer.scale} pages${seed > 40 ? ' from web' : ''}`);
    case 'setZswap':
      return say(writer, `set zswap.enabled ${seed % 2}`);
    case 'setPool':
      return say(writer, `set zswap.max_pool_percent ${seed % 2 === 0 ? 0 : 20}`);
    case 'setShrinker':
      return say(writer, `set zswap.shrinker_enabled ${seed % 3 === 0 ? 0 : 1}`);
    case 'setSwapMax':
      return say(writer, `set web.swap.max ${seed % 3 === 0 ? 'max' : `${(seed % 4) * 4}K`}`);
    case 'setZswapMax':
      return say(writer, `set web.zswap.max ${seed % 3 === 0 ? 'max' : `${(seed % 3) * 3}K`}`);
    case 'setWriteback':
      return say(writer, `set web.zswap.writeback ${seed % 2}`);
    case 'fail':
      return say(writer, `fail ${SITES[seed % SITES.length] ?? ''} ${draw.first + 1} times`);
    case 'hibernate':
      if (writer.hasImage) return;
      writer.hadImage = writer.hasImage = true;
      return say(writer, `hibernate ${(seed % 12) * writer.scale + 1} pages`);
    case 'resume':
      return endImage(writer);
    case 'swapon': {
      if (writer.extras === 2) return;
      const device = `extra${writer.extras++}`;
      writer.devices.push(device);
      return say(writer, `swapon ${device} ${seed % 2 === 0 ? '48K' : '2M { synchronous }'}`);
    }
    case 'swapoff': {
      const [device] = writer.devices.splice(seed % Math.max(1, writer.devices.length), 1);
      if (device === undefined) return;
      // An image would keep it from being swapped off.
      endImage(writer);
      return say(writer, `swapoff ${device}`);
    }
    default:
      tellOfTask(writer, draw, verb);
  }
}

type TaskVerb = Exclude<
  Verb,
  | 'task'
  | 'reclaim'
  | 'writeback'
  | 'setZswap'
  | 'setPool'
  | 'setShrinker'
  | 'setSwapMax'
  | 'setZswapMax'
  | 'setWriteback'
  | 'swapon'
  | 'swapoff'
  | 'hibernate'
  | 'resume'
  | 'fail'
>;

function tellOfTask(writer: Writer, { task: drawn, first: from, length, seed }: Draw, verb: TaskVerb): void {
  const tasks = [...writer.live.keys()];
  const task = tasks[drawn % tasks.length];
  const area = task === undefined ? undefined : writer.live.get(task);
  if (task === undefined || area === undefined) return;
  if (verb === 'fork') {
    if (tasks.length > 20) return;
    const child = `t${writer.tasks++}`;
    // Locks are not inherited.
    writer.live.set(child, area === 'locked' ? 'mapped' : area);
    return say(writer, `fork ${task} as ${child} on cpu ${seed % 2}`, { kind: 'fork', parent: task, child });
  }
  if (verb === 'exit') {
    if (tasks.length === 1) return;
    writer.live.delete(task);
    return say(writer, `exit ${task}`, { kind: 'exit', task });
  }
  if (area === 'unmapped') return;
  const first = from * writer.scale;
  const last = (Math.min(UNITS - 1, from + length) + 1) * writer.scale - 1;
  const range = `heap[${first}..${last}]`;
  switch (verb) {
    case 'unmap':
      writer.live.set(task, 'unmapped');
      return say(writer, `${task}: unmap heap`, { kind: 'unmap', task });
    case 'mlock':
    case 'munlock':
      writer.live.set(task, verb === 'mlock' ? 'locked' : 'mapped');
      return say(writer, `${task}: ${verb} heap[0..${UNITS * writer.scale - 1}]`);
    case 'read':
    case 'willneed':
    case 'migrate':
    case 'split':
      return say(writer, `${task}: ${verb} ${range}`);
    case 'pageout':
      // The kernel refuses these three for locked areas.
      if (area === 'mapped') say(writer, `${task}: pageout ${range}`);
      return;
    case 'free':
    case 'lazyfree':
      // 6.18 marks shared pages too, so the other side may lose a page that was read around the cache (oracle U5).
      if (verb === 'lazyfree' && writer.kernel === '6.18' && tasks.length > 1) return;
      if (area === 'mapped') say(writer, `${task}: ${verb} ${range}`, { kind: verb, task, first, last });
      return;
    case 'zero':
      return say(writer, `${task}: write ${range} zero`, {
        kind: 'write',
        task,
        first,
        last,
        content: { kind: 'zero' },
      });
    case 'text':
    case 'random': {
      const content = { kind: verb, seed };
      return say(writer, `${task}: write ${range} ${verb} seed ${seed}`, { kind: 'write', task, first, last, content });
    }
  }
}
