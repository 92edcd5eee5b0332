// What statements do besides what the model's own tests cover: names that come and go, loops, races, limits, errors after which the run goes on.
import { describe, expect, test } from 'vitest';
import { check, findingsOf, KERNELS, recorded } from '../timeline/scenario.fixture';

const MACHINE =
  'machine { kernel KERNEL\n  cpus 2\n  memory 1M\n  zswap { compressor lz4 }\n  swap disk0 4M\n  cgroup web\n  cgroup db\n}\n';
const APP = 'task app in web on cpu 1\napp: map heap 16 pages\n';
const on = (kernel: string, text: string): string => MACHINE.replace('KERNEL', kernel) + APP + text;

/** Scenarios that hold on every kernel. */
const HOLDING: readonly { readonly name: string; readonly text: string }[] = [
  {
    name: 'loops give their variable to ranges and expressions',
    text: `for i in 0..3 {
  app: write heap[i*2..i*2+1] text seed 3
}
repeat 2 {
  app: pageout heap[0..7]
}
expect all app.heap[0..7] is zswap
for i in 0..7 {
  app: read heap[i]
  expect app.heap[i].content == text seed 3
}
expect app.heap[8] is none
`,
  },
  {
    name: 'an area can be unmapped and another one of its name mapped; its pages are new',
    text: `app: write heap[0] text
app: pageout heap[0]
app: unmap heap
expect zswap.stored_pages == 0
app: map heap 4 pages
expect app.heap[0] is none
app: read heap[0]
expect app.heap[0].content == zero
`,
  },
  {
    name: 'areas of one task are apart from each other',
    text: `app: map stack 4 pages
app: write heap[0..3] text seed 1
app: write stack[0..3] text seed 2
app: free heap[0..3]
expect all app.stack[0..3].content == text seed 2
expect all app.heap[0..3] is none
`,
  },
  {
    name: 'reclaim takes the oldest pages first, of one cgroup if it is named',
    text: `task other in db
other: map heap 4 pages
app: write heap[0..3] text seed 1
other: write heap[0..3] text seed 2
reclaim 2 pages from db
expect all other.heap[0..1] is zswap
expect all other.heap[2..3] is present
expect all app.heap[0..3] is present
reclaim 1 pages from web
expect app.heap[0] is zswap
expect app.heap[1] is present
`,
  },
  {
    name: 'writeback takes the oldest entries first, of one cgroup if it is named, and gives used ones a second chance',
    text: `task other in db
other: map heap 4 pages
app: write heap[0..3] text seed 1
app: pageout heap[0..3]
other: write heap[0..1] text seed 2
other: pageout heap[0..1]
writeback 1 pages from db
expect other.heap[0] is phys on disk0
expect other.heap[1] is zswap
expect all app.heap[0..3] is zswap
writeback 2 pages from web
expect all app.heap[0..1] is phys on disk0
expect all app.heap[2..3] is zswap
`,
  },
  {
    name: 'sizes count in pages',
    text: `app: write heap[0..7] text seed 1
reclaim 2 pages
expect vmstat.zswpout == 2
app: read heap[0..1]
reclaim 8
expect all app.heap[0..7] is zswap
`,
  },
  {
    name: 'the blocks of a race run in order in a plain run',
    text: `app: write heap[0] text seed 3
app: pageout heap[0]
race "fault against writeback" {
  cpu 0 { app: read heap[0] }
  cpu 1 { writeback 1 pages }
}
expect app.heap[0] is present
expect app.heap[0].content == text seed 3
expect zswap.written_back_pages == 0
`,
  },
  {
    name: 'a fault waits for a page that has no slot yet, and follows it to another slot',
    text: `app: write heap[0..3] text seed 1
fail compress app.heap[1] 2 times
app: pageout heap[0..3]
expect zswap.reject_compress_fail == 1
expect app.heap[1] is phys on disk0
expect all app.heap[2..3] is zswap
app: write heap[1] text seed 2
app: pageout heap[1]
expect zswap.reject_compress_fail == 2
app: write heap[1] text seed 2
app: pageout heap[1]
expect zswap.reject_compress_fail == 2
expect app.heap[1] is zswap
`,
  },
  {
    name: 'a fault on a range fails once for each of its pages',
    text: `app: write heap[0..5] text seed 1
fail compress app.heap[1..3]
app: pageout heap[0..5]
expect zswap.reject_compress_fail == 3
expect all app.heap[1..3] is phys on disk0
expect app.heap[0] is zswap
expect all app.heap[4..5] is zswap
`,
  },
  {
    name: 'a fault that is over makes room for the next',
    text: `app: write heap[0] text seed 1
repeat 70 {
  fail compress app.heap[0]
  app: pageout heap[0]
  app: read heap[0]
  app: write heap[0] text seed 1
}
expect zswap.reject_compress_fail == 70
`,
  },
  {
    name: 'a fault on a page is for its task alone, and for a large folio the page may be anywhere in it',
    text: `app: map big 16 pages mthp 64K
task other
other: map heap 4 pages
other: write heap[0..3] text seed 2
app: write big[0..15] text seed 1
fail compress app.big[9]
other: pageout heap[0..3]
expect all other.heap[0..3] is zswap
app: pageout big[0..15]
expect zswap.reject_compress_fail == 1
`,
  },
  {
    name: 'a read or write fault on a page finds the physical slot behind a virtual one',
    text: `set zswap.enabled 0
app: write heap[0..1] text seed 1
fail write app.heap[1]
app: pageout heap[0]
expect app.heap[0] is phys on disk0
app: pageout heap[1]
expect app.heap[1] is folio
reclaim 4 pages
expect app.heap[1] is phys on disk0
`,
  },
  {
    name: 'a device can be added while the run goes on',
    text: `swapon disk1 48K { priority 9 }
set zswap.enabled 0
app: write heap[0..11] text seed 1
app: pageout heap[0..11]
expect all app.heap[0..10] is phys on disk1
expect app.heap[11] is phys on disk0
`,
  },
];

describe.each(HOLDING)('$name', ({ text }) => {
  test.each(KERNELS)('%s', (kernel) => check(on(kernel, text), [kernel]));
});

/** Statements that fail when they run: the finding says why, and what comes after still runs. */
const FAILING: readonly { readonly name: string; readonly text: string; readonly findings: readonly string[] }[] = [
  {
    name: 'memory that runs out in the middle of a range',
    text: `task big
big: map heap 300 pages
big: write heap[0..299] random
expect big.heap[255] is present
expect big.heap[256] is none
big: free heap[0..255]
app: write heap[0] text
expect app.heap[0] is present
`,
    findings: ['line 13: Page 256 of big.heap: no page frame left'],
  },
  {
    name: 'more faults than can be pending, and a fault on pages that are gone',
    text: `task big
big: map heap 70 pages
fail compress big.heap[0..69]
repeat 2 {
  fail read big.heap[0]
  big: unmap heap
}
`,
    findings: [
      'line 13: "fail compress big.heap[0..69]": too many faults are pending; there is room for 64',
      'line 15: "fail read big.heap[0]": too many faults are pending',
      'line 15: There is no such slot or page now, so nothing can fail there: nothing: big.heap[0] is not mapped now',
    ],
  },
  {
    name: 'a task that exits in the first turn of a loop',
    text: `fork app as child
repeat 2 {
  exit child
}
expect app.heap[0] is none
`,
    findings: ['line 13: There is no task child now'],
  },
  {
    name: 'an area that is unmapped in the first turn of a loop',
    text: `for i in 0..1 {
  app: write heap[i] text
  app: unmap heap
}
`,
    findings: ['line 12: Task app has no area heap now'],
  },
  {
    name: 'swapoff without the memory to read everything back',
    text: `set zswap.enabled 0
task big
big: map heap 600 pages
big: write heap[0..199] random
big: pageout heap[0..199]
reclaim 200 pages
big: write heap[200..399] random
swapoff disk0
expect all big.heap[0..99].content == random
big: free heap[200..399]
`,
    findings: ['line 18: swapoff disk0: no memory to read back'],
  },
];

test.each(FAILING)('$name is found, and the run goes on', ({ text, findings }) => {
  const found = findingsOf(recorded(on('p4', text)));
  expect(found.map((line, i) => line.slice(0, findings[i]?.length ?? 0))).toEqual(findings);
});

describe('an operation', () => {
  test('runs on the CPU of its task, of the parent for a fork, and of its block in a race', () => {
    const run = recorded(
      on(
        'ste-v2',
        `app: write heap[0] text
fork app as child on cpu 0
child: read heap[0]
race { cpu 1 { child: write heap[0] text } cpu 0 { app: write heap[0] text } }
reclaim 1 pages
exit app
`,
      ),
    );
    expect(run.operations.slice(2).map(({ statement, cpu }) => `${statement.kind} ${cpu}`)).toEqual([
      'write 1',
      'fork 1',
      'read 0',
      'write 1',
      'write 0',
      'reclaim 0',
      'exit 1',
    ]);
  });

  test('keeps its loop variables, its output and the result of its expectation', () => {
    const run = recorded(on('p4', 'for i in 1..2 {\n  print i * 10\n}\nexpect app.heap[0] is present\nlabel "end"\n'));
    const [first, second, third, last] = run.operations.slice(2);
    expect([first?.variables, first?.output, second?.variables, second?.output]).toEqual([
      { i: 1 },
      ['10'],
      { i: 2 },
      ['20'],
    ]);
    expect(third?.expectation).toEqual({ line: 14, text: 'expect app.heap[0] is present', ok: false, found: 'none' });
    expect(third?.findings).toMatchObject([{ kind: 'expectation', code: 'VS0401' }]);
    expect([last?.statement.kind, last?.stepCount, last?.writeCount]).toEqual(['label', 1, 0]);
  });
});
