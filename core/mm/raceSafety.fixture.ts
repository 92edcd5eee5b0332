// Small races on every kernel, run by random schedules; afterwards nothing may be broken, lost or left, whoever went first.
import { checkInvariants } from '../check/invariants';
import { watching } from '../check/watch';
import type { Program, Statement, Turn } from '../scenario/program';
import { compiled } from '../timeline/scenario.fixture';
import { Timeline } from '../timeline/timeline';
import type { KernelName } from '../word/kernelName';
import { leftovers, slotsInUse, structureCounts } from './leftovers.fixture';
import { locks_held } from './locks';
import type { RaceCase } from './raceCases.fixture';

/** Of what comes after the race. */
const GONE = ['VS0405', 'VS0406', 'VS0408'];

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

/** Compiling a race takes longer than running it. */
const compiledRaces = new Map<string, Program>();

export function programOf(race: RaceCase, kernel: KernelName, seed: number): Program {
  const key = `${kernel} ${race.name} ${race.machine} ${race.before} ${race.cpus.join()}`;
  const program = compiledRaces.get(key) ?? compiledRace(race, kernel);
  compiledRaces.set(key, program);
  const schedule = scheduleOf(seed, race.cpus.length);
  const statements = program.statements.map((statement) =>
    statement.kind === 'race' ? { ...statement, schedule } : statement,
  );
  return { ...program, statements };
}

/** A scenario refuses statements that some order makes impossible: so each part is compiled by itself, and they are put together here. */
function compiledRace(race: RaceCase, kernel: KernelName): Program {
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
  return { ...program, statements: [...before, { ...raced, blocks }, ...compiledPart(epilogue(race))] };
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
    compiled(
      `machine {\n  kernel ${kernel}\n  ${machine.replace(/ swap disk\d \w+( \{[^}]*\})?/g, '')}\n}\nlabel "empty"\n`,
    ),
  );
  return [...slotsInUse(run), ...leftovers(run, structureCounts(empty.kernel))];
}
