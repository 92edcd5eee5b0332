// Locals of a kernel frame within expressions of the scenario language: what is one, and what only looks like one.
import { expect, test } from 'vitest';
import { compileScenario } from '../scenario/compile';
import { Timeline } from '../timeline/timeline';
import { withLocals } from './localVariables';

const { value } = compileScenario('machine { kernel ste-v1  memory 16M }\ntask app\n', 'a.vswap');
if (value === undefined) throw new Error('the scenario has problems');
const { view } = new Timeline(value);
const frame = { name: 'f', line: 1, text: '', parent: undefined, locals: { phys: 7, nr: 3, app: 5, zswap: 1 } };

test.each([
  ['nr > 2', '3 > 2'],
  ['app.heap[0] is phys', 'app.heap[0] is phys'],
  ['app.heap[0] is not  zswap and nr == 3', 'app.heap[0] is not  zswap and 3 == 3'],
  ['this.nr + f(nr)', 'this.nr + f(3)'],
])('%s is asked as %s', (typed, asked) => {
  expect(withLocals(view, frame, typed)).toBe(asked);
});
