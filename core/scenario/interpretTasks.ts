// Statements that make a process and end it: fork, which may find no memory for the child, and exit.
import { TASK } from '../mm/layout.js';
import { copy_page_range, zap_page_range } from '../mm/memory_zap.js';
import { enter, type Model } from '../mm/step.js';
import { dup_vmas, task_alloc, task_free, taskMm, vmaEnd, vmas, vmaStart } from '../mm/task.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Statement } from './program.js';
import { ENOMEM, place, type RunContext, StatementError, taskNamed } from './runContext.js';

export function* fork(run: RunContext, statement: Extract<Statement, { kind: 'fork' }>): Model<void> {
  const { k } = run;
  const parent = taskNamed(run, statement.parent);
  const cpu = statement.cpu ?? k.num(wordIndex(parent + TASK.cpu));
  const child = task_alloc(k, place(run.names.tasks, statement.child), cpu, k.ptr(wordIndex(parent + TASK.memcg)));
  dup_vmas(k, taskMm(k, parent), taskMm(k, child));
  if ((yield* enter(k, copy_page_range, parent, child)) === 'done') return;
  // What the child had got by then goes as at its exit.
  yield* exit(run, child);
  throw new StatementError(
    'VS0424',
    `"${statement.text}": no memory for an extend table, which one more reference of a slot needs; ${statement.child} was not made.`,
    ENOMEM,
  );
}

export function* exit({ k }: RunContext, task: WordIndex): Model<void> {
  for (const vma of vmas(k, taskMm(k, task))) yield* enter(k, zap_page_range, task, vmaStart(k, vma), vmaEnd(k, vma));
  task_free(k, task);
}
