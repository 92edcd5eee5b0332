// MADV_FREE: what it marks, what it leaves alone, and what reclaim then drops, with one process and with two (oracle U5).
import { describe, expect, test } from 'vitest';
import { findingsOf, KERNELS, recorded } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';

interface Case {
  readonly name: string;
  readonly kernels: readonly KernelName[];
  readonly device?: string;
  /** After `task app` with four pages of text, seed 1. */
  readonly text: string;
  readonly findings?: readonly string[];
}

/** Clean in the page table and as a folio, without a slot, and shared: so it comes from a device that is read around the swap cache. */
const CLEAN_AND_SHARED = `app: pageout heap[0]
app: read heap[0]
expect app.heap[0] is not cached
fork app as child
app: lazyfree heap[0]
expect child.heap[0].content == text seed 1
reclaim 4 pages`;

const CASES: readonly Case[] = [
  {
    name: 'swap entries are freed',
    kernels: KERNELS,
    text: `app: pageout heap[0..3]
app: lazyfree heap[0..1]
expect all app.heap[0..1] is none
expect app.swapents == 2
expect all app.heap[2..3].content == text seed 1`,
  },
  {
    name: 'a cached page of one process gives up its slot, and reclaim drops it unwritten',
    kernels: KERNELS,
    text: `app: pageout heap[0]
app: read heap[0]
expect app.heap[0] is cached
app: lazyfree heap[0]
expect app.heap[0] is not cached
expect disk0.used == 0
reclaim 1 pages
expect app.heap[0] is none
app: read heap[0]
expect app.heap[0].content == zero
expect vmstat.pswpout == 1`,
  },
  {
    name: 'a page that was written since stays once, and goes out the next time',
    kernels: KERNELS,
    text: `app: lazyfree heap[0]
app: write heap[0] text seed 2
app: pageout heap[0]
expect app.heap[0] is present
app: pageout heap[0]
expect app.heap[0] is phys
expect app.heap[0].content == text seed 2`,
  },
  {
    name: 'a shared page that is cached is left alone',
    kernels: KERNELS,
    text: `app: pageout heap[0]
app: read heap[0]
fork app as child
app: lazyfree heap[0]
expect app.heap[0] is cached
reclaim 4 pages
expect app.heap[0].content == text seed 1
expect child.heap[0].content == text seed 1`,
  },
  {
    name: 'a shared page that somebody else wrote is marked, and their dirty mapping keeps it from being dropped',
    kernels: KERNELS,
    text: `fork app as child
app: lazyfree heap[0]
reclaim 4 pages
reclaim 4 pages
expect child.heap[0].content == text seed 1`,
  },
  {
    name: 'a shared page that is clean and not cached is marked, and dropped for all: UNCERTAIN',
    kernels: ['6.18'],
    device: '{ synchronous }',
    text: `${CLEAN_AND_SHARED}
expect app.heap[0] is none
expect child.heap[0] is lost`,
    findings: ['child.heap[0] is lost: last written with text seed 1'],
  },
  {
    name: 'kernels that read through the swap cache have made such a page dirty, so that it is left alone',
    kernels: KERNELS.filter((kernel) => kernel !== '6.18'),
    device: '{ synchronous }',
    text: `${CLEAN_AND_SHARED}
expect app.heap[0].content == text seed 1
expect child.heap[0].content == text seed 1`,
  },
];

describe.each(CASES.map((row) => [row.name, row] as const))(
  '%s',
  (_, { kernels, device = '', text, findings = [] }) => {
    test.each(kernels)('%s', (kernel) => {
      const run = recorded(`machine { kernel ${kernel}  memory 1M  sysctl vm.page-cluster 0  swap disk0 4M ${device} }
task app
app: map heap 4 pages
app: write heap[0..3] text seed 1
${text}
`);
      const found = findingsOf(run);
      expect(found.filter((line, i) => findings[i] === undefined || !line.includes(findings[i]))).toEqual([]);
      expect(found.length).toBe(findings.length);
      for (const line of found) expect(line).toMatch(/Known of this kernel \(facts oracle U5\): .*UNCERTAIN/);
    });
  },
);
