// A planted bug is found at the very step that breaks a law, with the words, what is in them and who wrote them: after every step, and just as exactly after the statement.
import { describe, expect, test, vi } from 'vitest';
import { lineOfStep } from '../debug/pseudoSource';
import type * as FolioFile from '../mm/folio';
import { pseudoSource } from '../mm/generated/pseudoSource';
import type { Kernel } from '../mm/kernel';
import type * as SwapCluster from '../mm/swap_cluster';
import type * as SwapTable from '../mm/swap_table';
import type * as VmEvents from '../mm/vmEvents';
import { compiled } from '../timeline/scenario.fixture';
import { Timeline } from '../timeline/timeline';
import type { SwpEntry, WordIndex } from '../word/brand';
import { swpEntryPlus } from '../word/swpEntry';
import { invariantCheck, type CheckMode } from './invariantCheck';

const planted = vi.hoisted(() => ({ bug: '' }));

// Runs are recorded in the plain form otherwise, which has the functions of the model inside.
vi.mock('../scenario/plain/generated/interpreter', () => import('../scenario/steppedInterpreter.fixture'));

vi.mock('../mm/vmEvents', async (load) => {
  const actual = await load<typeof VmEvents>();
  return {
    ...actual,
    count_vm_event: (k: Kernel, event: VmEvents.VmEvent, by?: number) => {
      if (planted.bug !== 'uncounted' || event !== 'nr_swapcached' || by !== -1) actual.count_vm_event(k, event, by);
    },
  };
});

vi.mock('../mm/swap_table', async (load) => {
  const actual = await load<typeof SwapTable>();
  return {
    ...actual,
    set_swp_tb_pointer: (k: Kernel, tb: WordIndex, owner: SwpEntry) =>
      actual.set_swp_tb_pointer(k, tb, planted.bug === 'stranger' ? swpEntryPlus(owner, 1) : owner),
  };
});

vi.mock('../mm/swap_cluster', async (load) => {
  const actual = await load<typeof SwapCluster>();
  return {
    ...actual,
    set_ci_count: (k: Kernel, ci: SwapCluster.Cluster, count: number) => {
      if (planted.bug !== 'kept' || count > actual.ci_count(k, ci)) actual.set_ci_count(k, ci, count);
    },
  };
});

vi.mock('../mm/folio', async (load) => {
  const actual = await load<typeof FolioFile>();
  return {
    ...actual,
    folio_get: (k: Kernel, folio: FolioFile.Folio, by = 1) => {
      const isLeaked = planted.bug === 'leak' && actual.folio_test(k, folio, actual.PG.swapcache);
      actual.folio_get(k, folio, isLeaked ? by + 1 : by);
    },
  };
});

const SCENARIO = `machine {
  kernel p4
  memory 64M
  swap disk0 4M
  cgroup web
}
task app in web
app: map heap 8 pages
app: write heap[0..3] random seed 1
app: pageout heap[0..3]
app: read heap[0..3]
app: free heap[0..3]
`;

function messages(bug: string, mode: CheckMode, text = SCENARIO): readonly string[] {
  planted.bug = bug;
  const run = new Timeline(compiled(text), {
    lineOf: (name, step) => lineOfStep(pseudoSource, name, step),
    ...invariantCheck(mode),
  });
  while (run.recordNext());
  planted.bug = '';
  return run.operations.flatMap(({ statement, findings }) =>
    findings.map(({ code, message }) => `${statement.range.line}: ${code} ${message}`),
  );
}

test.each(['statement', 'step', 'off'] as const)('a correct run has no findings: %s', (mode) => {
  expect(messages('', mode)).toEqual([]);
});

/** `It broke in step 12, line 3 "app: ...", function() line 4 "text"` of the first message. */
const placeOf = (message = 'no finding'): string =>
  /It broke in (step .*? line \d+ "[^"]*")(?=;|\.$)/.exec(message)?.[1] ?? message;

describe.each([
  { bug: 'uncounted', about: 'I22', kernel: 'p4', place: /"app: free heap\[0\.\.3\]", __swap_cache_del_folio\(\)/ },
  {
    bug: 'stranger',
    about: 'J1',
    kernel: 'ste-v2',
    place: /"app: pageout heap\[0\.\.3\]", __swap_cluster_alloc_entries\(\)/,
  },
  { bug: 'kept', about: 'I1 is .* cluster 0 of type 1', kernel: 'ste-latest', place: /"app: free heap\[0\.\.3\]", / },
  { bug: 'leak', about: 'I15', kernel: '6.18', place: /"app: read heap\[0\.\.3\]", / },
])('a planted bug, $bug, breaks $about on $kernel', ({ bug, about, kernel, place }) => {
  const text = SCENARIO.replace('p4', kernel);

  const found = (mode: CheckMode): string | undefined =>
    messages(bug, mode, text).find((message) => new RegExp(` ${about} `).test(message));

  test('the step is named', () => {
    expect(placeOf(found('step'))).toMatch(place);
  });

  test('found at the end of the statement, the step is the same', () => {
    expect(placeOf(found('statement'))).toBe(placeOf(found('step')));
  });
});

test('words are told with what is in them, their address and the step that wrote them; a broken law is told once', () => {
  const found = messages('stranger', 'step', SCENARIO.replace('p4', 'ste-v2')).filter((message) =>
    message.includes('type 1 slot 1 points'),
  );
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(
    /word 0x\w{16} \(Pointer [^)]*\) at 0xffff88a\w{9}, last written by write \d+ in step \d+, line 10 "app: pageout heap\[0\.\.3\]", \w+\(\) line \d+ "[^"]+"/,
  );
});

test('what was written outside of all statements is said to be', () => {
  const run = new Timeline(compiled(SCENARIO), invariantCheck('statement'));
  for (let i = 0; i < 4; i++) run.recordNext();
  run.kernel.setNum(run.kernel.g.total_swap_pages, 7);
  run.recordNext();
  expect(run.operations.at(-1)?.findings.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /total_swap_pages is 7, .* \(7\) at .* outside of all statements\. It was broken before step \d+, line 11/,
    ),
  ]);
});
