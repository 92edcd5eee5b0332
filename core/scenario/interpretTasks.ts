// Statements that make a process and end it: fork, which may find no memory for the child, and exit.
import { TASK } from '../mm/layout.js';
import { copy_page_range, zap_page_range } from '../mm/memory_zap.js';
import { anon_vma_wait_readers, mmap_unlock, mmap_write_lock } from '../mm/locks.js';
import { enter, type Model } from '../mm/step.js';
import { dup_vmas, is_dead, task_alloc, task_free, taskMm, vmaEnd, vmas, vmaStart } from '../mm/task.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Statement } from './program.js';
import { ENOMEM, place, type RunContext, StatementError, taskNamed } from './runContext.js';

export function* fork(run: RunContext, statement: Extract<Statement, { kind: 'fork' }>): Model<void> {
  const { k } = run;
  const parent = yield* lockedTask(run, statement.parent);
  const mm = taskMm(k, parent);
  yield* enter(k, anon_vma_wait_readers);
  const cpu = statement.cpu ?? k.num(wordIndex(parent + TASK.cpu));
  const child = task_alloc(k, place(run.names.tasks, statement.child), cpu, k.ptr(wordIndex(parent + TASK.memcg)));
  dup_vmas(k, mm, taskMm(k, child));
  yield* enter(k, mmap_write_lock, taskMm(k, child));
  const result = yield* enter(k, copy_page_range, parent, child);
  mmap_unlock(k, taskMm(k, child));
  mmap_unlock(k, mm);
  if (result === 'done') return;
  // What the child had got by then goes as at its exit.
  yield* exit(run, statement.child);
  throw new StatementError(
    'VS0424',
    `"${statement.text}": no memory for an extend table, which one more reference of a slot needs; ${statement.child} was not made.`,
    ENOMEM,
  );
}

export function* exit(run: RunContext, name: string): Model<void> {
  const { k } = run;
  const task = yield* lockedTask(run, name);
  const mm = taskMm(k, task);
  for (const vma of vmas(k, mm)) yield* enter(k, zap_page_range, task, vmaStart(k, vma), vmaEnd(k, vma));
  yield* enter(k, anon_vma_wait_readers);
  task_free(k, task);
  mmap_unlock(k, mm);
}

/** A task whose address space nobody else works in; waiting for that, it may have ended. */
export function* lockedTask(run: RunContext, name: string): Model<WordIndex> {
  const { k } = run;
  for (;;) {
    const task = taskNamed(run, name);
    const mm = taskMm(k, task);
    yield* enter(k, mmap_write_lock, mm);
    if (!k.inRace || !is_dead(k, task)) return task;
    mmap_unlock(k, mm);
  }
}
