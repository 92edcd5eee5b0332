// A debugger over a real run of a scenario text, for tests: small machines on which every path of virtual swap is taken within a few thousand steps.
import { pseudoSource } from '../mm/generated/pseudoSource';
import { compileScenario } from '../scenario/compile';
import { Timeline } from '../timeline/timeline';
import { Debugger } from './debugger';

export const WALK = `machine {
  kernel ste-v1
  memory 64M
  zswap { compressor lz4  max_pool_percent 20 }
  swap disk0 64M { priority 10 }
  cgroup web { swap.max 4M }
}
task app in web
app: map heap 64 pages
for i in 0..3 {
  app: write heap[i] text seed 7
}
app: pageout heap[0..3]
label "out"
writeback 1 pages
app: read heap[0]
app: free heap[1..2]
`;

export function realRun(text: string): Timeline {
  const { value, problems } = compileScenario(text, 'a.vswap');
  if (value === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return new Timeline(value, { lineOf: (name, step) => pseudoSource[name]?.steps[step] ?? 1 });
}

export function realDebugger(text = WALK): Debugger {
  return new Debugger(realRun(text), pseudoSource, () => Promise.resolve());
}
