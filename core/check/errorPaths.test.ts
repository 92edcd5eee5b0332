// Each error path of the facts on each kernel that has it: it is really taken, the laws hold, no page's content is lost but where the kernel is known for it, and nothing is left over.
import { describe, expect, test } from 'vitest';
import { FAULT, MOST_FAULTS } from '../mm/faultRecord';
import { leftovers, structureCounts } from '../mm/leftovers.fixture';
import { findingsOf, recorded } from '../timeline/scenario.fixture';
import type { Timeline } from '../timeline/timeline';
import { stepIndex, wordIndex } from '../word/brand';
import type { ErrorPath } from './errorPath.fixture';
import { PATHS_IN } from './errorPathsIn.fixture';
import { PATHS_OUT } from './errorPathsOut.fixture';

/** Faults that were injected and did not happen. */
function pendingFaults({ kernel: k }: Timeline): number {
  let pending = 0;
  for (let i = 0; i < MOST_FAULTS; i++) {
    const at = wordIndex(k.g.faults + i * FAULT.words);
    if (k.num(at) !== 0 && k.num(wordIndex(at + FAULT.times)) > 0) pending++;
  }
  return pending;
}

function wasTaken(run: Timeline, [name, text]: ErrorPath['taken']): boolean {
  for (let step = 0; step < run.recordedSteps; step++) {
    const { frame } = run.moment(stepIndex(step));
    if (frame?.name === name && frame.text.includes(text)) return true;
  }
  return false;
}

const titled = (path: ErrorPath) => [`facts ${path.facts}: ${path.name}`, path] as const;

describe.each([...PATHS_OUT, ...PATHS_IN].map(titled))('%s', (_, path) => {
  test.each(path.kernels)('%s', (kernel) => {
    const machine = path.machine ?? 'memory 1M  swap disk0 4M  cgroup web';
    const head = `machine { kernel ${kernel}  ${machine} }\n`;
    const untouched = structureCounts(recorded(`${head}task app in web\n${path.endsLike ?? ''}`).kernel);
    const run = recorded(`${head}task app in web
app: map heap 64 pages
app: write heap[0..15] text seed 1
${path.text}
`);
    const found = findingsOf(run);
    const { findings = [] } = path;
    expect(found.filter((line, i) => findings[i] === undefined || !line.includes(findings[i]))).toEqual([]);
    expect(found.length).toBe(findings.length);
    expect(pendingFaults(run), 'faults that did not happen').toBe(0);
    expect(wasTaken(run, path.taken), `the run comes to ${path.taken.join(': ')}`).toBe(true);

    const after = recorded(`${head}task app in web
app: map heap 64 pages
app: write heap[0..15] text seed 1
${path.text}
exit app
reclaim 64 pages
task app in web
`);
    expect(leftovers(after, untouched).filter((line) => path.leaves?.includes(line) !== true)).toEqual([]);
  });
});
