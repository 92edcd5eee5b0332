// Runs one statement of a program on a kernel: names become objects, the statement becomes the kernel calls it stands for.
import { FAULT_SITES, MOST_FAULTS } from '../mm/faultRecord.js';
import { inject_fault, type FaultTarget } from '../mm/faults.js';
import { accessPages, advise, rearrange, unmap } from './interpretPages.js';
import { isLockedRange } from '../mm/mlock.js';
import {
  count,
  type RunContext,
  StatementError,
  addresses,
  onlyMemcg,
  place,
  taskNamed,
  memcgNamed,
  EINVAL,
  ENOENT,
} from './runContext.js';
import { hibernate, takeOff } from './interpretDevices.js';
import { exit, fork } from './interpretTasks.js';
import { checkCondition, lostPagesOf } from './evaluateCondition.js';
import { shrink_slab, writeback_oldest } from '../mm/zswap_shrinker.js';
import { setLimit } from '../kernel/machine.js';

import { PMD_ORDER, VMA, VM } from '../mm/layout.js';
import { madvise_dontneed, madvise_pageout } from '../mm/madvise.js';

import { settle } from '../mm/deferred.js';
import { enter, type Model } from '../mm/step.js';
import { swapon } from '../mm/swapon.js';
import { mmap_anonymous, task_alloc, taskMm } from '../mm/task.js';

import { shrink_inactive_list } from '../mm/vmscan.js';
import { resetEvents } from '../mm/vmEvents.js';
import { ZSWAP, zswapWord } from '../mm/zswap.js';
import { wordIndex } from '../word/brand.js';
import { describeValue, evaluate, type Variables } from './evaluate.js';
import type { Outcome } from './outcome.js';
import { type Statement, type Expression } from './program.js';

/** Runs a statement and, unless the next one belongs to the same operation, lets what is under way finish (I/O, grace periods). */
export function* execute(run: RunContext, statement: Statement, variables: Variables, outcome: Outcome): Model<void> {
  try {
    yield* dispatch(run, statement, variables, outcome);
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    outcome.errno = error.errno;
    outcome.findings.push({ kind: 'warning', code: error.code, message: error.message });
  }
  if (statement.continues !== true) yield* enter(run.k, settle);
}

function* dispatch(run: RunContext, statement: Statement, variables: Variables, outcome: Outcome): Model<void> {
  const { k } = run;
  switch (statement.kind) {
    case 'task':
      task_alloc(k, place(run.names.tasks, statement.name), statement.cpu, memcgNamed(run, statement.cgroup));
      return;
    case 'map': {
      const task = taskNamed(run, statement.task);
      const mm = taskMm(k, task);
      const vma = mmap_anonymous(k, mm, place(run.names.areas, statement.area), statement.pages, statement.address);
      if (statement.huge !== false) {
        k.setNum(wordIndex(vma + VMA.orders), 2 ** (statement.huge === 'pmd' ? PMD_ORDER : Math.log2(statement.huge)));
        k.setNum(wordIndex(vma + VMA.flags), VM.HUGEPAGE);
      }
      return;
    }
    case 'write':
    case 'touch':
    case 'read':
      yield* accessPages(run, statement, variables);
      return;
    case 'pageout': {
      const { task, first, end } = addresses(run, statement.pages, variables);
      if (isLockedRange(k, task, first, end)) outcome.errno = EINVAL;
      yield* enter(k, madvise_pageout, task, first, end);
      return;
    }
    case 'free': {
      const { task, first, end } = addresses(run, statement.pages, variables);
      if (isLockedRange(k, task, first, end)) {
        outcome.errno = EINVAL;
        return;
      }
      yield* enter(k, madvise_dontneed, task, first, end);
      return;
    }
    case 'migrate':
    case 'split':
      yield* rearrange(run, statement, variables);
      return;
    case 'unmap':
      yield* unmap(run, statement, variables);
      return;
    case 'fork':
      yield* fork(run, statement);
      return;
    case 'exit':
      yield* exit(run, statement.task);
      return;
    case 'reclaim': {
      const only = onlyMemcg(run, statement.cgroup);
      const nr = count(run, statement.pages, variables);
      yield* enter(k, shrink_inactive_list, only, nr);
      if (k.num(zswapWord(k, 'shrinker_enabled')) !== 0) yield* enter(k, shrink_slab, only, nr);
      return;
    }
    case 'writeback':
      yield* enter(k, writeback_oldest, onlyMemcg(run, statement.cgroup), count(run, statement.pages, variables));
      return;
    case 'swapon': {
      const type = yield* enter(k, swapon, statement.device, place(run.names.devices, statement.device.name));
      if (type < 0)
        throw new StatementError(
          'VS0402',
          `swapon ${statement.device.name}: all swap types are in use; swap another device off first.`,
          -type,
        );
      return;
    }
    case 'swapoff':
      yield* takeOff(run, statement.device);
      return;
    case 'hibernate':
    case 'resume':
      yield* hibernate(run, statement, variables);
      return;
    case 'set':
      set(run, statement.target, statement.value);
      return;
    case 'expect': {
      const result = checkCondition(run, statement.condition, variables);
      outcome.expectation = { line: statement.range.line, text: statement.text, ok: result.ok, found: result.found };
      if (result.ok) outcome.expectedLosses.push(...lostPagesOf(run, statement.condition, variables));
      else
        outcome.findings.push({
          kind: 'expectation',
          code: 'VS0401',
          message: `Expected ${conditionText(statement.text)}, found ${result.found}.`,
        });
      return;
    }
    case 'print':
      outcome.output.push(
        typeof statement.value === 'string'
          ? statement.value
          : describeValue(run, evaluate(run, statement.value, variables)),
      );
      return;
    case 'resetCounters':
      resetEvents(k);
      return;
    case 'whatIf':
      if (statement.edit.kind === 'words')
        for (const { index, lo, hi } of statement.edit.words) k.mem.write(index, lo, hi);
      else yield* dispatch(run, statement.edit.statement, variables, outcome);
      return;
    case 'label':
    case 'observe':
      return;
    case 'madvise':
      yield* advise(run, statement, variables, outcome);
      return;
    case 'fail':
      fail(run, statement, variables);
      return;
    case 'repeat':
    case 'for':
    case 'race':
      throw new Error(`${statement.kind} is unrolled before it runs`);
  }
}

const conditionText = (text: string): string => text.replace(/^expect\s+/, '');

function fail(run: RunContext, statement: Extract<Statement, { kind: 'fail' }>, variables: Variables): void {
  const site = FAULT_SITES.find((known) => known === statement.site);
  const targets = statement.target === undefined ? [undefined] : faultTargets(run, statement.target, variables);
  for (const target of targets)
    if (site === undefined || !inject_fault(run.k, site, target, statement.times))
      throw new StatementError(
        'VS0409',
        `"${statement.text}": too many faults are pending; there is room for ${MOST_FAULTS}. Name fewer pages.`,
        EINVAL,
      );
}

/** The slot that is named, or each page of the range, whatever slot it will have. */
function faultTargets(run: RunContext, expression: Expression, variables: Variables): readonly FaultTarget[] {
  const value = evaluate(run, expression, variables);
  if (value.kind === 'slot') return [{ kind: 'slot', entry: value.entry }];
  if (value.kind !== 'pages')
    throw new StatementError(
      'VS0411',
      `There is no such slot or page now, so nothing can fail there: ${describeValue(run, value)}.`,
      EINVAL,
    );
  return value.pages.map(({ task, address }) => ({ kind: 'page', task: place(run.names.tasks, task), address }));
}

function set(run: RunContext, target: string, value: number): void {
  const { k } = run;
  const dot = target.indexOf('.');
  const owner = target.slice(0, dot);
  const name = target.slice(dot + 1);
  if (owner === 'zswap' && name in ZSWAP) {
    const key = Object.keys(ZSWAP).find((candidate): candidate is keyof typeof ZSWAP => candidate === name);
    if (key !== undefined) k.setNum(zswapWord(k, key), value);
    if (key === 'enabled' && value !== 0) k.setNum(zswapWord(k, 'ever_enabled'), 1);
    return;
  }
  if (target === 'vm.page-cluster') return k.setNum(k.g.page_cluster, value);
  if (target === 'vm.vswap_enabled') {
    if (!k.variant.hasVirtualSwitch)
      throw new StatementError(
        'VS0417',
        `${k.variant.name} has no ${target}: its slots are ${k.variant.hasVirtualSwap ? 'always virtual' : 'never virtual'}. The statement changed nothing.`,
        ENOENT,
      );
    return k.setNum(k.g.vswap_enabled, value);
  }
  const memcg = memcgNamed(run, owner);
  if (!setLimit(k, memcg, name, value))
    throw new StatementError('VS0190', `"${target}" is not modelled yet: the statement changed nothing.`, EINVAL);
}
