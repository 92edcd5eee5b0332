// Statements that work on page ranges: accesses with their contents, advice, unmapping.

import { PAGE_SIZE } from './literals.js';
import { munlock, mlock, madvise_willneed, madvise_free, isLockedRange } from '../mm/mlock.js';
import { type RunContext, StatementError, addresses, place, taskNamed, EINVAL, ENOMEM } from './runContext.js';

import { migrate_pages } from '../mm/migrate.js';
import { split_huge_pages_pid } from '../mm/split_debug.js';
import { zap_page_range } from '../mm/memory_zap.js';

import { contentHigh, contentLow, touchedHigh, touchedLow, type PageContent } from '../content/content.js';

import { NULL_INDEX } from '../memory/regions.js';
import type { Kernel } from '../mm/kernel.js';
import { VMA, VM } from '../mm/layout.js';
import { access_page, presentFolio } from '../mm/madvise.js';
import { folio_content } from '../mm/folio.js';

import { mmap_unlock } from '../mm/locks.js';
import { enter, type Model } from '../mm/step.js';

import { is_dead, taskMm, vma_cut, vmaEnd, vmas, vmaStart, vma_set_flags } from '../mm/task.js';

import { wordIndex, type WordIndex } from '../word/brand.js';
import { type Variables } from './evaluate.js';
import { lockedTask } from './interpretTasks.js';
import type { Outcome } from './outcome.js';
import { type Statement } from './program.js';

export function* accessPages(
  run: RunContext,
  statement: Extract<Statement, { kind: 'write' | 'touch' | 'read' }>,
  variables: Variables,
): Model<void> {
  const { k } = run;
  const { task, first, end, firstPage } = addresses(run, statement.pages, variables);
  for (let address = first, page = firstPage; address < end; address += PAGE_SIZE, page++) {
    if (k.inRace && is_dead(k, task)) taskNamed(run, statement.pages.task);
    const content = contentIds(k, task, address, statement, page);
    const result = yield* enter(k, access_page, task, address, statement.kind !== 'read', content.lo, content.hi);
    if (result === 'OOM')
      throw new StatementError(
        'VS0403',
        `Page ${page} of ${statement.pages.task}.${statement.pages.area}: no page frame left (memory ${k.config.memory} bytes is in use), the rest of the range was not touched.`,
        ENOMEM,
      );
    if (result === 'SIGBUS')
      throw new StatementError(
        'VS0404',
        `Page ${page} of ${statement.pages.task}.${statement.pages.area} has no data any more: the access ends in SIGBUS.`,
        EINVAL,
      );
    if (result === 'SEGV') {
      // In a race, another CPU has unmapped the area or ended the task: naming them again says which.
      addresses(run, statement.pages, variables);
      throw new StatementError(
        'VS0405',
        `Page ${page} of ${statement.pages.task}.${statement.pages.area} is not mapped any more: the access ends in SIGSEGV.`,
        EINVAL,
      );
    }
  }
}

/** The id that a store leaves in the frame; a touch goes over what is there. */
function contentIds(
  k: Kernel,
  task: WordIndex,
  address: number,
  statement: Statement,
  page: number,
): { readonly lo: number; readonly hi: number } {
  if (statement.kind === 'write') {
    const content: PageContent = statement.content;
    return { lo: contentLow(content), hi: contentHigh(content, page) };
  }
  if (statement.kind !== 'touch') return { lo: 0, hi: 0 };
  const folio = presentFolio(k, task, address);
  const at = folio === NULL_INDEX ? NULL_INDEX : folio_content(k, folio);
  return { lo: touchedLow(k.mem.lo(at)), hi: touchedHigh(k.mem.hi(at), page) };
}

export function* advise(
  run: RunContext,
  statement: Extract<Statement, { kind: 'madvise' }>,
  variables: Variables,
  outcome: Outcome,
): Model<void> {
  const { k } = run;
  const { task, first, end } = addresses(run, statement.pages, variables);
  switch (statement.advice) {
    case 'willneed':
      yield* enter(k, madvise_willneed, task, first, end);
      return;
    case 'mlock':
      if ((yield* enter(k, mlock, task, first, end)) !== 'done') outcome.errno = ENOMEM;
      return;
    case 'munlock':
      yield* enter(k, munlock, task, first, end);
      return;
    case 'lazyfree':
      if (isLockedRange(k, task, first, end)) outcome.errno = EINVAL;
      else yield* enter(k, madvise_free, task, first, end);
      return;
    case 'hugepage':
    case 'nohugepage': {
      const isOn = statement.advice === 'hugepage';
      yield* lockedTask(run, statement.pages.task);
      vma_set_flags(
        k,
        taskMm(k, task),
        first,
        end,
        isOn ? VM.HUGEPAGE : VM.NOHUGEPAGE,
        isOn ? VM.NOHUGEPAGE : VM.HUGEPAGE,
      );
      mmap_unlock(k, taskMm(k, task));
      return;
    }
  }
}

/** Folios of a range that move, or come apart, where they stand in memory. */
export function* rearrange(
  run: RunContext,
  statement: Extract<Statement, { kind: 'migrate' | 'split' }>,
  variables: Variables,
): Model<void> {
  const { k } = run;
  const { task, first, end } = addresses(run, statement.pages, variables);
  if (statement.kind === 'split') {
    yield* enter(k, split_huge_pages_pid, task, first, end);
    return;
  }
  const failed = yield* enter(k, migrate_pages, task, first, end);
  if (failed > 0)
    throw new StatementError(
      'VS0413',
      `"${statement.text}": no page frames to move ${failed} folio(s) to (memory ${k.config.memory} bytes); they stay where they are.`,
      ENOMEM,
    );
}

export function* unmap(
  run: RunContext,
  statement: Extract<Statement, { kind: 'unmap' }>,
  variables: Variables,
): Model<void> {
  const { k } = run;
  const area = place(run.names.areas, statement.area);
  const whole = statement.pages === undefined ? undefined : addresses(run, statement.pages, variables);
  const task = yield* lockedTask(run, statement.task);
  const mm = taskMm(k, task);
  for (const vma of vmas(k, mm)) {
    if (k.num(wordIndex(vma + VMA.name)) !== area) continue;
    const first = Math.max(vmaStart(k, vma), whole?.first ?? 0);
    const end = Math.min(vmaEnd(k, vma), whole?.end ?? Infinity);
    if (first >= end) continue;
    yield* enter(k, zap_page_range, task, first, end);
    vma_cut(k, mm, vma, first, end);
  }
  mmap_unlock(k, mm);
}
