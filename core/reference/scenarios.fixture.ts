// Random scenarios within what the reference knows: small machines with every kind of device, and areas that fill clusters and devices.
import fc from 'fast-check';
import { UNITS, type Draw, type Setting } from '../timeline/story.fixture';

/** The statements that the reference knows, and how often each is drawn: pages have to go out before anything else can happen to them. */
const WEIGHTS = {
  text: 8,
  zero: 3,
  random: 6,
  read: 14,
  pageout: 26,
  free: 3,
  fork: 3,
  exit: 2,
  task: 1,
  unmap: 0.5,
  writeback: 5,
  setZswap: 1.5,
  setSwapMax: 1,
  setZswapMax: 1,
  setWriteback: 0.5,
  swapon: 1,
  swapoff: 1,
  willneed: 3,
} as const satisfies Partial<Record<Draw['verb'], number>>;

/** Often the same task and the same pages again: what is out comes in, what is shared gets alone. */
const draw: fc.Arbitrary<Draw> = fc.record({
  verb: fc.oneof(
    { withCrossShrink: true },
    ...(Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]).map((verb) => ({
      arbitrary: fc.constant(verb),
      weight: 2 * WEIGHTS[verb],
    })),
  ),
  task: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) }),
  first: fc.oneof(fc.constantFrom(0, 2), fc.nat(UNITS - 1)),
  length: fc.oneof(fc.constantFrom(1, 3, UNITS - 1), fc.nat(UNITS - 1)),
  seed: fc.nat(50),
});

/** Shrinking takes statements away, so the least is for the drawing only. */
export const knownDraws = (most: number): fc.Arbitrary<readonly Draw[]> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 1, arbitrary: fc.array(draw, { maxLength: most, size: 'max' }) },
    { weight: 8, arbitrary: fc.array(draw, { minLength: Math.floor(most / 2), maxLength: most, size: 'max' }) },
  );

const SMALL: readonly string[] = [
  '',
  'swap disk0 64K',
  'swap disk0 4M',
  'swap disk0 4M { synchronous }',
  'swap disk0 64K { priority 5 }\n  swap disk1 4M { priority 5  synchronous }',
  'swap disk0 40K { bad 3, 4 }\n  swap disk1 2100K { priority 3 }',
  'swap disk0 4M { rotational }',
  'swap disk0 2100K { discard pages }\n  swap disk1 64K { synchronous }',
];
/** Against areas of 600 pages: clusters fill up, and so do devices. */
const LARGE: readonly string[] = [
  'swap disk0 5M',
  'swap disk0 7M { synchronous }',
  'swap disk0 3M { priority 5 }\n  swap disk1 3M { priority 5 }',
  'swap disk0 5M { discard pages }',
  'swap disk0 3M { rotational }\n  swap disk1 5M',
  'swap disk0 3M { bad 700, 701 }\n  swap disk1 5M { synchronous  priority 0 }',
];

const settings = (devices: readonly string[], scale: number): fc.Arbitrary<Setting> =>
  fc
    .tuple(
      fc.constantFrom(...devices),
      fc.constantFrom('{ compressor lz4 }', '{ compressor lz4 }', 'off'),
      fc.constantFrom('cgroup web', 'cgroup web', 'cgroup web { swap.max 12K }', 'cgroup web { zswap.max 4K }'),
      fc.constant(0),
    )
    .map(([device, zswap, web, pageCluster]) => ({
      machine: `  cpus 2\n  memory 64M\n  zswap ${zswap}\n  sysctl vm.page-cluster ${pageCluster}\n  ${device}\n  ${web}\n`,
      scale,
      folios: '',
    }));

export const smallSettings = settings(SMALL, 1);
export const largeSettings = settings(LARGE, 75);

/** A task with pages out and so many children that counts are near the end of what a word holds, or past it (facts 1.5). */
export const family: fc.Arbitrary<readonly Draw[]> = fc.integer({ min: 11, max: 17 }).map((children) => {
  const same = { task: 0, first: 0, length: 3, seed: 0 };
  const forks = Array.from({ length: children }, (_, seed): Draw => ({ ...same, verb: 'fork', seed }));
  return [{ ...same, verb: 'text' }, { ...same, verb: 'pageout' }, ...forks];
});

/** All but one go, so that counts come down again. */
export const departures: readonly Draw[] = Array.from({ length: 40 }, (_, i) => ({
  verb: 'exit',
  task: i,
  first: 0,
  length: 0,
  seed: 0,
}));

/** Pages that are read back while there is room, so their slots are only cached; then so many others that these are wanted (facts 2.10, 2.11). */
export const crowd: readonly Draw[] = [0, 1, 2].flatMap((task): readonly Draw[] => {
  const all = { task, first: 0, length: UNITS - 1, seed: 0 };
  const goOut: readonly Draw[] = [
    { ...all, verb: 'random' },
    { ...all, verb: 'pageout' },
  ];
  return task === 0 ? [...goOut, { ...all, verb: 'read' }] : [{ ...all, verb: 'task' }, ...goOut];
});

/** Devices that hold two of its three areas. */
export const crowdSettings = settings(
  ['swap disk0 5M', 'swap disk0 5M { rotational }', 'swap disk0 3M\n  swap disk1 3M'],
  75,
);

/** Two clusters, of which the first fills up with pages that are then only cached; when more than half is used, another CPU wants slots: it has no hint, and no cluster is free or nonfull (facts 2.6 step 6). */
export const otherCpu: readonly Draw[] = (
  [
    ['random', 0, UNITS - 1, 0],
    ['pageout', 0, 5, 0],
    ['read', 0, 5, 0],
    ['pageout', 6, 1, 0],
    ['task', 0, 0, 3],
    ['random', 0, 1, 0],
    ['pageout', 0, 1, 0],
  ] as const
).map(([verb, first, length, seed], i) => ({ verb, task: i < 5 ? 0 : 1, first, length, seed }));

export const twoClusters: Setting = {
  machine: '  cpus 2\n  memory 64M\n  sysctl vm.page-cluster 0\n  swap disk0 4M\n  cgroup web\n',
  scale: 75,
  folios: '',
};
