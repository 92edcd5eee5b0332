// Hibernation: where its slots come from, what they are, what may not happen while an image is on a device, and that all of it ends (facts 3.21).
import { describe, expect, test } from 'vitest';
import { DIRECT, findingsOf, KERNELS, recorded, VIRTUAL } from '../timeline/scenario.fixture';
import type { KernelName } from '../word/kernelName';

interface Case {
  readonly name: string;
  readonly kernels: readonly KernelName[];
  readonly devices?: string;
  readonly text: string;
  readonly findings?: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'slots of the device with an empty shadow, one reference, no owner; they are free again afterwards',
    kernels: KERNELS,
    text: `hibernate 4 pages on disk0
expect disk0.used == 4
expect swap_table(disk0:1) is shadow
expect count(disk0:1) == 1
expect memcg(disk0:1) == 0
expect swap_table(disk0:4) is shadow
expect swap_table(disk0:5) is null
expect vm.nr_swap_pages == vm.total_swap_pages - 4
expect web.swap.current == 0
resume
expect disk0.used == 0
expect swap_table(disk0:1) is null
expect vm.nr_swap_pages == vm.total_swap_pages`,
  },
  {
    name: 'it goes on where this CPU allocated last, and the next page goes on after it',
    kernels: KERNELS,
    text: `app: write heap[0] random seed 1
app: pageout heap[0]
hibernate 2 pages on disk0
expect swap_table(disk0:2) is shadow
expect swap_table(disk0:3) is shadow
app: write heap[1] random seed 1
app: pageout heap[1]
expect disk0.used == 4
expect not swap_table(disk0:4) is null
resume
expect disk0.used == 2
expect all app.heap[0..1].content == random seed 1`,
  },
  {
    name: 'without a name the first device is taken, never the virtual one',
    kernels: KERNELS,
    devices: 'swap disk0 4M\n  swap disk1 4M { priority 9 }',
    text: `hibernate 3 pages
expect disk0.used == 3
expect disk1.used == 0
expect vm.nr_swap_pages == vm.total_swap_pages - 3
resume`,
  },
  {
    name: 'a device with an image cannot be swapped off; another can',
    kernels: KERNELS,
    devices: 'swap disk0 4M\n  swap disk1 4M',
    text: `hibernate 1 pages on disk0
swapoff disk1
swapon disk2 1M
app: write heap[0] random seed 1
swapoff disk0`,
    findings: ['a hibernation image is on it'],
  },
  {
    name: 'while storage is suspended no folio leaves the swap cache: the slots wait for resume',
    kernels: DIRECT,
    text: `app: write heap[0..3] random seed 1
app: pageout heap[0..3]
reclaim 8 pages
hibernate 1 pages on disk0
app: write heap[0] text seed 2
expect app.heap[0] is present
expect app.heap[0] is cached
expect count(app.heap[0].entry) == 0
app: free heap[0]
expect disk0.used == 5
resume
reclaim 8 pages
expect disk0.used == 3
expect all app.heap[1..3].content == random seed 1`,
  },
  {
    name: 'the same with virtual slots',
    kernels: VIRTUAL,
    text: `set zswap.enabled 1
app: write heap[0..3] text seed 1
app: pageout heap[0..3]
reclaim 8 pages
hibernate 1 pages on disk0
app: read heap[0]
expect app.heap[0] is cached
expect count(app.heap[0].entry) == 0
expect vswap.used == 4
app: free heap[0]
expect vswap.used == 4
resume
reclaim 8 pages
expect vswap.used == 3
expect all app.heap[1..3].content == text seed 1`,
  },
  {
    name: 'another device cannot be emptied of cached direct slots meanwhile',
    kernels: DIRECT,
    devices: 'swap disk0 4M\n  swap disk1 4M { priority 9 }',
    text: `app: write heap[0] random seed 1
app: pageout heap[0]
hibernate 1 pages on disk0
swapoff disk1`,
    findings: ['while storage is suspended nothing leaves the swap cache'],
  },
  {
    name: 'no room: everything is as before',
    kernels: KERNELS,
    devices: 'swap disk0 40K',
    text: `app: write heap[0..1] random seed 1
app: pageout heap[0..1]
hibernate 8 pages on disk0
expect disk0.used == 2
hibernate 7 pages on disk0
expect disk0.used == 9
resume
expect disk0.used == 2
swapoff disk0
expect all app.heap[0..1].content == random seed 1`,
    findings: ['disk0 has no room for the image'],
  },
  {
    name: 'one image at a time, and none to resume from is an error',
    kernels: KERNELS,
    text: `resume
hibernate 1 pages
hibernate 1 pages
resume
hibernate 2 pages
expect disk0.used == 2
resume`,
    findings: ['there is no hibernation image', 'there is a hibernation image already'],
  },
  {
    name: 'no device',
    kernels: KERNELS,
    devices: '',
    text: 'hibernate 1 pages',
    findings: ['no swap device is on'],
  },
  {
    name: 'readahead by slot brings a slot of the image into the cache; it is freed with it',
    kernels: KERNELS,
    devices: 'swap disk0 4M { rotational }',
    text: `app: write heap[0..3] random seed 1
app: pageout heap[0..3]
reclaim 8 pages
hibernate 4 pages on disk0
app: read heap[0]
app: read heap[1]
app: read heap[2]
app: read heap[3]
resume
app: free heap[0..3]
reclaim 16 pages
expect disk0.used == 0`,
  },
];

describe.each(CASES)('$name', ({ kernels, devices = 'swap disk0 4M', text, findings = [] }) => {
  test.each(kernels)('%s', (kernel) => {
    const run = recorded(`machine {
  kernel ${kernel}
  memory 8M
  ${devices}
  cgroup web
}
task app in web
app: map heap 8 pages
${text}`);
    const found = findingsOf(run);
    expect(found.filter((line, i) => findings[i] === undefined || !line.includes(findings[i]))).toEqual([]);
    expect(found.length).toBe(findings.length);
  });
});
