// Small races on every kernel, run by random schedules; afterwards nothing may be broken, lost or left, whoever went first.
import { checkInvariants } from '../check/invariants';
import { watching } from '../check/watch';
import type { Program, Statement, Turn } from '../scenario/program';
import { compiled, VIRTUAL } from '../timeline/scenario.fixture';
import { Timeline } from '../timeline/timeline';
import type { KernelName } from '../word/kernelName';
import { leftovers, slotsInUse, structureCounts } from './leftovers.fixture';
import { locks_held } from './locks';

export interface RaceCase {
  readonly name: string;
  /** Absent: on all. */
  readonly kernels?: readonly KernelName[];
  /** Lines of the machine block. */
  readonly machine: string;
  readonly before: string;
  /** The body of each CPU's block. */
  readonly cpus: readonly string[];
  /** Codes of findings that some order may have: a task that has ended, a device that is gone. */
  readonly mayFind?: readonly string[];
}

const ASYNC = 'cpus 3  memory 16M  zswap off  swap disk0 8M';
const SYNC = 'cpus 3  memory 16M  zswap off  swap disk0 8M { synchronous }';
const ZSWAP = 'cpus 3  memory 16M  zswap { compressor lz4 }  swap disk0 8M';
const TWO = 'cpus 3  memory 16M  zswap off  swap disk0 8M { priority 2 }  swap disk1 8M { priority 1 }';
const ONE = 'task a on cpu 0\na: map heap 8 pages\n';

export const RACES: readonly RaceCase[] = [
  {
    name: 'fault against zswap writeback',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: read heap[0..3]', 'writeback 4 pages'],
  },
  {
    name: 'a store against zswap writeback and reclaim',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: write heap[0..3] text seed 9', 'writeback 4 pages\nreclaim 4 pages'],
  },
  ...[ASYNC, SYNC, ZSWAP].map((machine, i) => ({
    name: `two faults of the same pages, ${['asynchronous', 'synchronous', 'zswap'][i] ?? ''}`,
    machine,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: read heap[0..3]', 'a: write heap[0..3] random seed 8'],
  })),
  ...[ASYNC, SYNC, ZSWAP].map((machine, i) => ({
    name: `faults of two processes that share, ${['asynchronous', 'synchronous', 'zswap'][i] ?? ''}`,
    machine,
    before: `${ONE}a: write heap[0..3] text seed 7\nfork a as b on cpu 1\na: pageout heap[0..3]\nreclaim 8 pages\n`,
    cpus: ['a: read heap[0..3]\na: write heap[0..1] random seed 8', 'b: write heap[0..3] random seed 9'],
  })),
  ...[ASYNC, SYNC, ZSWAP].map((machine, i) => ({
    name: `fault against page-out, ${['asynchronous', 'synchronous', 'zswap'][i] ?? ''}`,
    machine,
    before: `${ONE}a: write heap[0..5] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: read heap[0..3]\na: write heap[4] random seed 3', 'a: pageout heap[0..5]', 'reclaim 4 pages'],
  })),
  {
    name: 'first touches of the same pages',
    machine: ASYNC,
    before: ONE,
    cpus: [
      'a: write heap[0..3] text seed 1',
      'a: read heap[0..3]\na: write heap[0..1] text seed 2',
      'a: pageout heap[0..3]',
    ],
  },
  {
    name: 'copies of shared pages against page-out',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..3] text seed 1\nfork a as b on cpu 1\n`,
    cpus: ['a: write heap[0..3] text seed 2', 'b: write heap[0..3] text seed 3', 'reclaim 8 pages'],
  },
  {
    name: 'zap against zswap writeback',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: free heap[0..3]', 'writeback 4 pages'],
  },
  {
    name: 'zap against fault and page-out',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..5] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['a: free heap[0..5]', 'a: write heap[0..5] random seed 2', 'a: pageout heap[0..5]'],
  },
  {
    name: 'fork against page-out and reclaim',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..1]\n`,
    cpus: ['fork a as b on cpu 0', 'a: pageout heap[0..3]', 'writeback 2 pages\nreclaim 4 pages'],
  },
  {
    name: 'fork against fault',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..3] text seed 7\na: pageout heap[0..3]\n`,
    cpus: ['fork a as b on cpu 0', 'a: read heap[0..3]\na: write heap[0..3] text seed 4'],
  },
  {
    name: 'the sixteenth reference against an exit',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..1] text seed 7\na: pageout heap[0..1]\n${forks(14)}`,
    cpus: ['fork a as z on cpu 0', 'exit t3\nexit t4', 'a: read heap[0..1]\nfork t6 as y on cpu 2'],
  },
  ...[ASYNC, TWO, ZSWAP].map((machine, i) => ({
    name: `swapoff against faults, ${['one device', 'two devices', 'zswap'][i] ?? ''}`,
    machine,
    before: `${ONE}a: write heap[0..5] random seed 7\nfork a as b on cpu 1\na: pageout heap[0..5]\nreclaim 12 pages\n`,
    cpus: ['swapoff disk0', 'a: read heap[0..3]\nb: write heap[1..4] text seed 4', 'b: read heap[0..5]'],
    mayFind: ['VS0408'],
  })),
  ...[ASYNC, TWO, ZSWAP].map((machine, i) => ({
    name: `swapoff against page-out, ${['one device', 'two devices', 'zswap'][i] ?? ''}`,
    machine,
    before: `${ONE}a: write heap[0..5] random seed 7\na: pageout heap[0..2]\n`,
    cpus: ['swapoff disk0', 'a: pageout heap[0..5]', 'a: write heap[1..2] random seed 9\nreclaim 4 pages'],
  })),
  {
    name: 'swapoff against zswap writeback',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..5] text seed 7\na: pageout heap[0..5]\nwriteback 2 pages\nreclaim 2 pages\n`,
    cpus: ['swapoff disk0', 'writeback 4 pages'],
  },
  {
    name: 'free against page-out',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..5] text seed 7\n`,
    cpus: ['a: free heap[0..5]', 'a: pageout heap[0..5]', 'reclaim 6 pages'],
  },
  {
    name: 'exit against swapoff',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..5] text seed 7\nfork a as b on cpu 1\na: pageout heap[0..5]\nreclaim 12 pages\n`,
    cpus: ['exit b', 'swapoff disk0'],
  },
  {
    name: 'exit against reclaim, fault and fork',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..5] text seed 7\nfork a as b on cpu 1\na: pageout heap[0..2]\nreclaim 3 pages\n`,
    cpus: ['exit b', 'b: read heap[0..3]\nfork b as c on cpu 1', 'reclaim 8 pages\nwriteback 3 pages'],
    mayFind: ['VS0406'],
  },
  {
    name: 'two allocations',
    machine: TWO,
    before: `${ONE}task b on cpu 1\nb: map heap 8 pages\na: write heap text seed 1\nb: write heap random seed 2\n`,
    cpus: ['a: pageout heap[0..7]', 'b: pageout heap[0..7]', 'reclaim 8 pages'],
  },
  {
    name: 'the last slots of a device',
    machine: 'cpus 3  memory 16M  zswap off  swap disk0 40K',
    before: `${ONE}task b on cpu 1\nb: map heap 8 pages\na: write heap text seed 1\nb: write heap random seed 2\n`,
    cpus: ['a: pageout heap[0..7]', 'b: pageout heap[0..7]', 'a: free heap[0..3]'],
  },
  {
    name: 'reclaim of a full device against free and fault',
    machine: 'cpus 3  memory 16M  zswap off  swap disk0 2M',
    before: `task a on cpu 0\na: map heap 500 pages\na: write heap[0..499] text seed 1\na: pageout heap[0..499]\na: read heap[0..40]\ntask b on cpu 1\nb: map heap 40 pages\nb: write heap random seed 2\n`,
    cpus: [
      'b: pageout heap[0..30]',
      'a: free heap[100..110]\na: write heap[20..30] text seed 9',
      'a: read heap[90..110]\na: pageout heap[90..99]',
    ],
  },
  {
    name: 'discard against allocation',
    machine: 'cpus 3  memory 16M  zswap off  swap disk0 2M { discard pages }',
    before: `${ONE}task b on cpu 1\nb: map heap 8 pages\na: write heap text seed 1\nb: write heap random seed 2\na: pageout heap\n`,
    cpus: ['a: free heap[0..7]', 'b: pageout heap[0..7]', 'a: write heap[0..1] text seed 2\na: pageout heap[0..1]'],
  },
  {
    name: 'advice on the same range',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..5] text seed 7\na: pageout heap[0..2]\n`,
    cpus: [
      'a: willneed heap[0..5]\na: mlock heap[0..2]',
      'a: pageout heap[0..5]',
      'a: lazyfree heap[3..5]\na: munlock heap[0..2]\nreclaim 4 pages',
    ],
  },
  {
    name: 'unmap against fault and page-out',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..5] text seed 7\na: pageout heap[0..2]\n`,
    cpus: ['a: unmap heap', 'a: write heap[0..7] text seed 2', 'a: pageout heap[0..5]'],
    mayFind: ['VS0405'],
  },
  {
    name: 'pages that move',
    machine: ZSWAP,
    before: `${ONE}a: write heap[0..5] text seed 7\nfork a as b on cpu 1\na: pageout heap[0..5]\na: read heap[0..2]\n`,
    cpus: [
      'a: migrate heap[0..5]',
      'a: write heap[0..5] text seed 3\nb: read heap[0..3]',
      'reclaim 6 pages\na: pageout heap[0..3]',
    ],
  },
  ...[ASYNC, SYNC, ZSWAP].map((machine, i) => ({
    name: `large folios, ${['asynchronous', 'synchronous', 'zswap'][i] ?? ''}`,
    machine,
    before:
      'task a on cpu 0\na: map heap 32 pages mthp 64K\na: write heap[0..31] text seed 7\na: pageout heap[0..15]\n',
    cpus: [
      'a: read heap[3..20]\na: write heap[0..5] random seed 3',
      'a: pageout heap[0..31]',
      'a: free heap[10..17]\na: pageout heap[4..7]',
    ],
  })),
  {
    name: 'large folios that come apart and are shared',
    machine: ZSWAP,
    before:
      'task a on cpu 0\na: map heap 32 pages mthp 64K\na: write heap[0..31] random seed 7\nfork a as b on cpu 1\na: pageout heap[0..15]\n',
    cpus: [
      'a: split heap[0..31]\na: write heap[3..20] text seed 2',
      'b: write heap[0..31] text seed 4',
      'reclaim 20 pages\na: migrate heap[0..31]',
    ],
  },
  {
    name: 'reverse maps of a full cluster',
    kernels: VIRTUAL,
    machine: 'cpus 3  memory 16M  zswap off  swap disk0 2M',
    before:
      'task a on cpu 0\na: map heap 511 pages\na: write heap[0..510] text seed 1\na: pageout heap[0..510]\na: read heap[0..20]\ntask b on cpu 1\nb: map heap 8 pages\nb: write heap random seed 2\n',
    cpus: ['b: pageout heap[0..7]', 'a: write heap[0..10] text seed 3\na: pageout heap[0..5]', 'a: free heap[8..20]'],
  },
  {
    name: 'a device that comes while others go',
    machine: TWO,
    before: `${ONE}a: write heap[0..5] random seed 7\na: pageout heap[0..2]\n`,
    cpus: ['swapoff disk0', 'swapon disk2 8M', 'a: pageout heap[0..5]\na: read heap[0..5]'],
  },
  {
    name: 'one device switched off twice',
    machine: ASYNC,
    before: `${ONE}a: write heap[0..5] random seed 7\na: pageout heap[0..2]\n`,
    cpus: ['swapoff disk0', 'swapoff disk0', 'a: pageout heap[0..5]'],
    mayFind: ['VS0408', 'VS0416'],
  },
];

/** Of what comes after the race. */
const GONE = ['VS0405', 'VS0406', 'VS0408'];

function forks(count: number): string {
  return Array.from({ length: count }, (_, i) => `fork a as t${i} on cpu 1\n`).join('');
}

/** A small generator of its own, so that a schedule is a number. */
export function scheduleOf(seed: number, cpus: number): readonly Turn[] {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const longest = [1, 3, 8, 20, 60][next(5)] ?? 20;
  return Array.from({ length: 400 }, () => ({ cpu: next(cpus), steps: 1 + next(longest) }));
}

export interface RaceRun {
  readonly run: Timeline;
  readonly problems: readonly string[];
}

/** One race by one schedule, then everything is read, and everything goes. `allowed`: what the facts name, as parts of messages. */
export function runRace(race: RaceCase, kernel: KernelName, seed: number, allowed: readonly string[] = []): RaceRun {
  const program = programOf(race, kernel, seed);
  const run = new Timeline(program, watching({ check: checkInvariants }));
  const problems: string[] = [];
  while (run.recordNext());
  for (const { statement, findings, race: of } of run.operations)
    for (const { code, message } of findings) {
      if ((of === undefined ? GONE : race.mayFind)?.includes(code) === true) continue;
      if (allowed.some((part) => message.includes(part))) continue;
      problems.push(`"${statement.text}": ${code} ${message}`);
    }
  if (problems.length > 0) return { run, problems };
  if (locks_held(run.kernel) > 0) problems.push('locks are left');
  problems.push(...endOf(run, race, kernel));
  return { run, problems };
}

/** A scenario refuses statements that some order makes impossible: so each part is compiled by itself, and they are put together here. */
function programOf(race: RaceCase, kernel: KernelName, seed: number): Program {
  const head = `machine {\n  kernel ${kernel}\n  ${race.machine}\n}\n${race.before}`;
  const program = compiled(`${head}race "race" {\n  cpu 0 { print "0" }\n  cpu 1 { print "1" }\n}\n`);
  const before = program.statements.slice(0, -1);
  const made = race.cpus.flatMap((body) => body.split('\n').filter((line) => /^(fork|swapon)/.test(line)));
  const compiledPart = (lines: readonly string[]): readonly Statement[] =>
    lines.flatMap((line) =>
      compiled([head, ...made.filter((other) => other !== line), line, ''].join('\n')).statements.slice(-1),
    );
  const raced = program.statements.at(-1);
  if (raced?.kind !== 'race') throw new Error('the race is missing');
  const blocks = race.cpus.map((body, cpu) => ({ cpu, body: compiledPart(body.split('\n')) }));
  const schedule = scheduleOf(seed, race.cpus.length);
  return { ...program, statements: [...before, { ...raced, blocks, schedule }, ...compiledPart(epilogue(race))] };
}

/** Every page is read, tasks exit, devices go. Not all are there after every schedule. */
function epilogue({ machine, before, cpus }: RaceCase): readonly string[] {
  const told = `${before}${cpus.join('\n')}`;
  const pages = Number(/map heap (\d+)/.exec(told)?.[1]);
  const tasks = new Set(
    [...told.matchAll(/task (\w+)|fork \w+ as (\w+)/g)].map(([, made, forked]) => made ?? forked ?? ''),
  );
  const devices = new Set([...`${machine}${told}`.matchAll(/swap(?:on)? (disk\d)/g)].map(([, name = '']) => name));
  const reads = told.includes('unmap')
    ? []
    : [...tasks].map(
        (task) =>
          `${task}: read heap[0..${Number(new RegExp(`${task}: map heap (\\d+)`).exec(told)?.[1] ?? pages) - 1}]`,
      );
  return [
    ...reads,
    ...[...tasks].map((task) => `exit ${task}`),
    'reclaim 4000 pages',
    ...[...devices].map((device) => `swapoff ${device}`),
    'label "over"',
  ];
}

/** What is left of the machine. */
function endOf(run: Timeline, { machine }: RaceCase, kernel: KernelName): readonly string[] {
  const empty = new Timeline(
    compiled(`machine {\n  kernel ${kernel}\n  ${machine.replace(/ swap .*$/, '')}\n}\nlabel "empty"\n`),
  );
  return [...slotsInUse(run), ...leftovers(run, structureCounts(empty.kernel))];
}
