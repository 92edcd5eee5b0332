// Comparing against readers that know the recording by heart, with and without mistakes, and what is printed of it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Observation } from '../scenario/program';
import { compareObservation, type PageState, type PageStateReader } from './compare';
import { parseRecording } from './parse';
import type { Recording } from './recording';
import { isReproduced, Replay, type ReplayResult } from './replay';
import { replayJson, replayTable } from './replayReport';

function recorded(file: string): Recording {
  const { value } = parseRecording(readFileSync(join(__dirname, '../../samples/recordings', file), 'latin1'), file);
  if (value === undefined) throw new Error(`${file} does not parse`);
  return value;
}

/** Answers with the observation itself, except for the pages in `wrong`, which are missing. */
function echo(observation: Observation, wrong: ReadonlySet<number> = new Set()): PageStateReader {
  return {
    state: (_, page): PageState => {
      if (wrong.has(page) || observation.kind !== 'dump') return { kind: '-' };
      const range = observation.states.find(({ first, last }) => first <= page && page <= last);
      if (range === undefined) throw new Error(`page ${page} was not asked for`);
      const { state } = range;
      if (state.kind !== 'S' && state.kind !== 'K') return state;
      return { kind: state.kind, type: state.type, slot: state.slot + (page - range.first) * state.step };
    },
    used: (device) =>
      observation.kind === 'dump' || observation.kind === 'left'
        ? observation.used.find((one) => one.device === device)?.slots
        : undefined,
    swaps: () => (observation.kind === 'swaps' ? observation.devices : []),
    errno: () => (observation.kind === 'errno' ? observation.errno : 0),
    counter: (name) =>
      observation.kind === 'stats' ? observation.counters.find((one) => one.name === name)?.value : undefined,
  };
}

const NOTHING: PageStateReader = {
  state: () => ({ kind: '-' }),
  used: () => 0,
  swaps: () => [],
  errno: () => 0,
  counter: () => 0,
};

function replay(recording: Recording, readerOf: (observation: Observation) => PageStateReader): ReplayResult {
  const run = new Replay(recording);
  for (const { kind, range, ...one } of [...recording.operations, ...recording.closing]) {
    if (kind === 'observe' && 'observation' in one) run.observe(range.line, one.observation, readerOf(one.observation));
  }
  return run.result();
}

const dump: Observation = {
  kind: 'dump',
  task: 'agent0',
  states: [
    { line: 7, first: 0, last: 3, state: { kind: 'S', type: 0, slot: 10, step: -1 } },
    { line: 8, first: 4, last: 4, state: { kind: 'PHC' } },
    { line: 8, first: 8, last: 9, state: { kind: 'K', type: 1, slot: 5, step: 1 } },
  ],
  used: [{ device: 'zA', slots: 6 }],
};

describe('comparing', () => {
  test('a simulator that does the same reproduces everything', () => {
    for (const file of ['01-seq-fill.rec', '22-readback-async.rec', '88-mlock.rec']) {
      const result = replay(recorded(file), (observation) => echo(observation));
      expect(result).toMatchObject({
        file,
        firstDifference: undefined,
        firstFailedCheck: undefined,
        stopped: undefined,
      });
      expect(result.states).toBeGreaterThan(0);
      expect(isReproduced(result)).toBe(true);
    }
  });

  test('states are pages in dumps', () => {
    const { states } = replay(recorded('88-mlock.rec'), (observation) => echo(observation));
    expect(states).toBe(2 * 301);
  });

  test('as many states are missed as there are wrong pages, and the first is named', () => {
    const pages = [0, 1, 2, 3, 4, 8, 9];
    fc.assert(
      fc.property(fc.subarray(pages), (wrong) => {
        const found = compareObservation(6, dump, echo(dump, new Set(wrong)));
        expect([found.states, found.reproduced]).toEqual([7, 7 - wrong.length]);
        expect(found.firstDifference?.page).toBe(wrong[0]);
      }),
    );
  });

  test.each<[number, PageState, string]>([
    [
      1,
      { kind: 'S', type: 0, slot: 10 },
      'page 1 of agent0: the kernel had slot 9 of swap type 0 (S0/9), the simulator has slot 10 of swap type 0 (S0/10)',
    ],
    [
      2,
      { kind: 'S', type: 1, slot: 8 },
      'page 2 of agent0: the kernel had slot 8 of swap type 0 (S0/8), the simulator has slot 8 of swap type 1 (S1/8)',
    ],
    [
      3,
      { kind: 'K', type: 0, slot: 7 },
      'page 3 of agent0: the kernel had slot 7 of swap type 0 (S0/7), the simulator has slot 7 of swap type 0 with a copy in the swap cache (K0/7)',
    ],
    [
      4,
      { kind: 'PC' },
      'page 4 of agent0: the kernel had part of a resident large folio in the swap cache (PHC), the simulator has a resident page that also holds a slot (PC)',
    ],
    [
      9,
      { kind: 'Z' },
      'page 9 of agent0: the kernel had slot 6 of swap type 1 with a copy in the swap cache (K1/6), the simulator has the shared zero page (Z)',
    ],
  ])('page %i in another state', (page, state, text) => {
    const reader: PageStateReader = {
      ...echo(dump),
      state: (task, at) => (at === page ? state : echo(dump).state(task, at)),
    };
    const line = page < 4 ? 7 : 8;
    expect(compareObservation(6, dump, reader).firstDifference).toMatchObject({ line, page, text });
  });

  test.each<[Observation, string]>([
    [dump, 'slots in use on zA: the kernel had 6, the simulator has 0'],
    [{ kind: 'left', used: [{ device: 'zA', slots: 1 }] }, 'slots in use on zA: the kernel had 1, the simulator has 0'],
    [{ kind: 'errno', errno: 22 }, 'error of the operation: the kernel had errno 22, the simulator has no error'],
    [
      { kind: 'swaps', devices: [{ device: 'zA', usable: 9, used: 2, priority: -2 }] },
      '/proc/swaps: the kernel had zA:9:2:-2, the simulator has no devices',
    ],
    [
      { kind: 'stats', counters: [{ name: 'pswpout', value: 4 }] },
      'counter pswpout: the kernel had 4, the simulator has 0',
    ],
  ])('other figures are checked too: %o', (observation, text) => {
    expect(compareObservation(3, observation, NOTHING)).toMatchObject({
      checks: 1,
      checksHeld: 0,
      firstFailedCheck: { line: 3, text },
    });
  });

  test('a counter that the simulator does not count is no check', () => {
    const stats: Observation = { kind: 'stats', counters: [{ name: 'pgfault', value: 4 }] };
    expect(compareObservation(3, stats, { ...NOTHING, counter: () => undefined }).checks).toBe(0);
  });

  test('what a stopped run did not reach is not reproduced', () => {
    const recording = recorded('88-mlock.rec');
    const run = new Replay(recording);
    run.stop(16, 'no model for mlock');
    expect(isReproduced(run.result())).toBe(false);
    expect(run.result()).toMatchObject({
      states: 602,
      reproduced: 0,
      stopped: { line: 16, message: 'no model for mlock' },
    });
  });
});

describe('reports', () => {
  const good = replay(recorded('01-seq-fill.rec'), (observation) => echo(observation));
  const bad = replay(recorded('88-mlock.rec'), () => NOTHING);

  test('the table is aligned and tells the first difference of each recording', () => {
    expect(replayTable([good, bad])).toMatchInlineSnapshot(`
      "recording        states  reproduced           other figures
      01-seq-fill.rec    6413        6413    100 %            7/7
      88-mlock.rec        602           2   0.33 %            1/7
          88-mlock.rec:21: page 0 of agent0: the kernel had slot 1 of swap type 0 (S0/1), the simulator has nothing mapped (-)
          88-mlock.rec:15: /proc/swaps: the kernel had zA:4095:0:-2, the simulator has no devices
      2 recordings       7015        6415  91.44 %           8/14
      "
    `);
  });

  test('a single recording needs no sums', () => {
    expect(replayTable([good]).trimEnd().split('\n')).toHaveLength(2);
  });

  test('all but one of very many states is not 100 %', () => {
    const almost: ReplayResult = { ...good, states: 1_000_000, reproduced: 999_999 };
    expect(replayTable([almost])).toContain('99.99 %');
  });

  test('JSON has the promised keys', () => {
    const json = replayJson([good, bad]);
    expect(json).toMatchObject({
      recordings: [
        {
          file: '01-seq-fill.rec',
          states: good.states,
          reproduced: good.states,
          first_difference: null,
          stopped: null,
        },
        {
          file: '88-mlock.rec',
          states: 602,
          reproduced: bad.reproduced,
          first_difference: { page: 0, expected: 'S0/1', found: '-' },
        },
      ],
      states: good.states + bad.states,
      reproduced: good.reproduced + bad.reproduced,
    });
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});
