// Recordings of a real kernel against the simulator: what is modelled is reproduced to the last page, what is not is said.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRecording } from './parse';
import { isReproduced, type ReplayResult } from './replay';
import { replayRun, type ReplayProgress } from './replayRun';
import type { Recording } from './recording';

const FOLDER = new URL('../../samples/recordings/', import.meta.url);

const HEADER = `oracle 1
name t
about t
kernel 6.18.44
runs 3 of 3
cpus 2
page_cluster 3
thp enabled=madvise 16kB=never 32kB=never 64kB=never 128kB=never 256kB=never 512kB=never 1024kB=never 2048kB=never
zswap enabled=N compressor=lzo max_pool_percent=20
device zA kind=zram pages=64 ssd=1 sync=1 block=1 discard_capable=1
ops
mkswap zA
swapon zA
agent 0 cpu 0 pages 16
`;

function parsed(text: string, file = 'test.rec'): Recording {
  const { value, problems } = parseRecording(text, file);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (value === undefined) throw new Error('it does not parse');
  return value;
}

function replayed(
  text: string,
  file?: string,
): { readonly result: ReplayResult; readonly pauses: readonly ReplayProgress[] } {
  const work = replayRun(parsed(text, file));
  const pauses: ReplayProgress[] = [];
  for (let next = work.next(); ; next = work.next()) {
    if (next.done === true) return { result: next.value, pauses };
    pauses.push(next.value);
  }
}

const recorded = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');

test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.rec')))(
  '%s: every page state and every figure',
  (name) => {
    const { result, pauses } = replayed(recorded(name), name);
    expect(result.states).toBeGreaterThan(20);
    expect(result).toMatchObject({ reproduced: result.states, checksHeld: result.checks, stopped: undefined });
    expect(isReproduced(result)).toBe(true);
    // It went forward, and up to the end of the file.
    const lines = pauses.map(({ line }) => line);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    expect(pauses.every(({ line, lines: all }) => line <= all)).toBe(true);
  },
);

test('what is not modelled ends the replay with its line; the rest counts as not reproduced', () => {
  const { result } = replayed(
    `${HEADER.replace('enabled=N compressor=lzo', 'enabled=Y compressor=deflate')}0 write 0-3\n0 dump 0-3\n= 0-3=P\nused zA=0\n0 pageout 0-3\n0 dump 0-3\n= 0-3=S0/1-4\nused zA=4\nend\nleft zA=0\nend\n`,
  );
  expect(result).toMatchObject({
    states: 8,
    reproduced: 4,
    stopped: { line: 16, message: 'the simulator failed (compressor deflate is not modelled yet)' },
  });
  expect(isReproduced(result)).toBe(false);
});

test('a difference is found at its line and page', () => {
  const { result } = replayed(
    `${HEADER}0 write 0-3\n0 pageout 0-3\n0 dump 0-3\n= 0-2=S0/1-3 3=S0/9\nused zA=4\nend\nleft zA=0\nend\n`,
  );
  expect(result).toMatchObject({
    states: 4,
    reproduced: 3,
    firstDifference: { line: 18, page: 3, expected: 'S0/9', found: 'S0/4' },
    stopped: undefined,
  });
});

test.each([
  ['another slot', '3=S0/9', 'line 16 "0 pageout 0-3": __swap_cache_add_folio < __swap_cluster_alloc_entries < '],
  ['a copy in the cache', '3=K0/4', 'line 16 "0 pageout 0-3": __swap_cache_del_folio < __remove_mapping < '],
  ['a page in memory', '3=P', 'line 16 "0 pageout 0-3": __swap_cache_add_folio < __swap_cluster_alloc_entries < '],
])('the step that decided it is told: %s', (_, state, decided) => {
  const { result } = replayed(
    `${HEADER}0 write 0-3\n0 pageout 0-3\n0 dump 0-3\n= 0-2=S0/1-3 ${state}\nused zA=4\nend\nleft zA=0\nend\n`,
  );
  expect(result.firstDifference?.text).toContain(decided);
  expect(result.firstDifference?.text).toMatch(/It was decided in step \d+, line .* < madvise_pageout\.$/);
});

test('another kernel can be asked; one without virtual swap places pages alike', () => {
  const work = replayRun(parsed(recorded('01-seq-fill.rec')), 'p4');
  let next = work.next();
  while (next.done !== true) next = work.next();
  expect(next.value).toMatchObject({ reproduced: next.value.states, stopped: undefined });
});

test('whoever stops asking leaves it at that', () => {
  const work = replayRun(parsed(recorded('01-seq-fill.rec')));
  expect(work.next().done).toBe(false);
  work.return(replayed(`${HEADER}end\nend\n`).result);
  expect(work.next().done).toBe(true);
});
