// The life of virtual clusters: made with the first slot under the lowest free index, destroyed with the last one, dead until their grace period ends (facts 1.15, 2.5, 2.9, 2.12).
import { describe, expect, test } from 'vitest';
import { check, recorded, timelineOf, VIRTUAL } from '../timeline/scenario.fixture';
import type { Timeline } from '../timeline/timeline';
import { ci_flags, CLUSTER_FLAG } from './swap_cluster';

const MACHINE = 'machine {\n  kernel KERNEL\n  cpus 2\n  memory 64M\n  zswap { compressor lz4 }\n}\n';
const app = (pages: number): string => `task app\napp: map heap 2100 pages\napp: write heap[0..${pages - 1}] fill 7\n`;

interface Case {
  readonly name: string;
  /** Pages of `app.heap` that are written first. */
  readonly pages: number;
  readonly text: string;
}

const CASES: readonly Case[] = [
  {
    name: 'the first slot ever is 512; slot 0 is bad for ever',
    pages: 1,
    text: `app: pageout heap[0]
expect app.heap[0].entry == vswap:512
expect swap_table(vswap:0) is bad
expect swap_table(vswap:1) is null
expect virtual_table(vswap:1) is none
expect vswap.used == 1`,
  },
  {
    name: 'a full cluster is followed by a new one',
    pages: 513,
    text: `app: pageout heap[0..511]
expect app.heap[511].entry == vswap:1023
app: pageout heap[512]
expect app.heap[512].entry == vswap:1024`,
  },
  {
    name: 'a destroyed cluster leaves its index to the next one; what is there is filled up first',
    pages: 1537,
    text: `app: pageout heap[0..1100]
expect app.heap[1100].entry == vswap:1612
app: free heap[0..511]
expect swap_table(vswap:512) is null
app: pageout heap[1101..1535]
expect app.heap[1535].entry == vswap:2047
app: pageout heap[1536]
expect app.heap[1536].entry == vswap:512
expect vswap.used == 1025`,
  },
  {
    name: 'a cluster that lost slots is used again before a new one is made, from its start',
    pages: 1030,
    text: `app: pageout heap[0..1023]
app: free heap[5..9]
app: pageout heap[1024]
expect app.heap[1024].entry == vswap:517
app: pageout heap[1025..1028]
expect app.heap[1028].entry == vswap:521
app: pageout heap[1029]
expect app.heap[1029].entry == vswap:1536`,
  },
  {
    name: 'holes behind the position wait until the cluster is found through its list',
    pages: 101,
    text: `app: pageout heap[0..99]
app: free heap[0..9]
app: pageout heap[100]
expect app.heap[100].entry == vswap:612`,
  },
  {
    name: 'each CPU fills a cluster of its own',
    pages: 3,
    text: `task other on cpu 1
other: map heap 10 pages
other: write heap[0..9] fill 9
app: pageout heap[0..1]
other: pageout heap[0..1]
app: pageout heap[2]
other: pageout heap[2]
expect app.heap[2].entry == vswap:514
expect other.heap[2].entry == vswap:1026`,
  },
];

describe.each(CASES)('$name', ({ pages, text }) => {
  test.each(VIRTUAL)('%s', (kernel) => check(`${MACHINE}${app(pages)}${text}\n`, [kernel]));
});

const dynamicClusters = ({ view }: Timeline): number =>
  view.structures().find(({ name }) => name === 'swap_cluster_info_dynamic')?.objects ?? -1;
const indexes = ({ view }: Timeline): readonly number[] =>
  view.clusters(0, 0, 10).map(({ clusterIndex }) => clusterIndex);

test.each(VIRTUAL)(
  'on %s an emptied cluster is first unlinked, then dead, and freed when the grace period is over',
  (kernel) => {
    const run = timelineOf(`${MACHINE.replace('KERNEL', kernel)}${app(1)}app: pageout heap[0]\napp: free heap[0]\n`, {
      checkStep: () => undefined,
    });
    for (let i = 0; i < 4; i++) run.recordNext();
    const [, cluster] = run.view.clusters(0, 0, 10);
    if (cluster === undefined) throw new Error('no cluster was made');
    const { kernel: k } = run;
    const seen: string[] = [];
    for (let state = 'running'; state === 'running';) {
      const isDead = ci_flags(k, cluster.index) === CLUSTER_FLAG.DEAD;
      const text = `clusters ${indexes(run).join(' ')}; ${dynamicClusters(run)} structures${isDead ? '; dead' : ''}`;
      if (seen.at(-1) !== text) seen.push(text);
      state = run.advance(1);
    }
    expect(seen).toEqual(['clusters 0 1; 2 structures', 'clusters 0; 2 structures', 'clusters 0; 2 structures; dead']);
    expect(dynamicClusters(run)).toBe(1);
  },
);

test.each(VIRTUAL)('on %s cluster 0 exists from the start, on no list, without a virtual table', (kernel) => {
  const run = recorded(`${MACHINE.replace('KERNEL', kernel)}${app(1)}`);
  expect(run.view.clusters(0, 0, 10)).toMatchObject([
    { clusterIndex: 0, list: 'none', count: 1, virtualTable: undefined },
  ]);
});
