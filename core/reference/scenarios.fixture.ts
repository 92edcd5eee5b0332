// Random scenarios within what the reference knows: small machines with every kind of device, and areas that fill clusters and devices.
import fc from 'fast-check';
import { UNITS, type Draw, type Setting } from '../timeline/story.fixture';

/** The statements that the reference knows, and how often each is drawn: pages have to go out before anything else can happen to them. */
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
  writeback: 6,
  setZswap: 1,
  setSwapMax: 1,
  setZswapMax: 1,
  setWriteback: 1,
  swapon: 1,
  swapoff: 1,
  willneed: 2,
} as const satisfies Partial<Record<Draw['verb'], number>>;

export const knownDraws = (most: number): fc.Arbitrary<readonly Draw[]> =>
  fc.array(
    fc.record({
      verb: fc.oneof(
        { withCrossShrink: true },
        ...(Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]).map((verb) => ({
          arbitrary: fc.constant(verb),
          weight: WEIGHTS[verb],
        })),
      ),
      task: fc.nat(30),
      first: fc.nat(UNITS - 1),
      length: fc.nat(UNITS - 1),
      seed: fc.nat(50),
    }),
    { minLength: 1, maxLength: most, size: 'max' },
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
