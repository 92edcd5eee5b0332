// The reference model runs a program, statement by statement: small machines, single pages, nothing that fails on purpose.
import { contentHigh, contentLow } from '../content/content';
import type { Expression, MachineConfig, PageRange, Statement } from '../scenario/program';
import { reclaimWork } from './cacheOnly.fixture';
import { swapOff, swapOn } from './devices.fixture';
import { discardNow } from './lists.fixture';
import { emptyMachine, type Area, type Machine, type Memcg, type Task } from './state.fixture';
import { access } from './swapIn.fixture';
import { copyTask, pageOutRange, readRange, zap } from './tasks.fixture';
import { writeBackOldest } from './zswapWriteback.fixture';

const PAGE = 4096;

export function boot(config: MachineConfig): Machine {
  const m = emptyMachine(config);
  for (const device of config.devices) swapOn(m, device);
  return m;
}

/** Runs a statement and what it leaves to be finished. Throws on what the reference does not cover. */
export function runStatement(m: Machine, statement: Statement): void {
  dispatch(m, statement);
  for (const folio of m.writes) folio.isUnderWriteback = false;
  m.writes = [];
  for (const device of m.active) discardNow(device);
  for (const device of m.active) if (device.wantsReclaim) reclaimWork(m, device);
}

function dispatch(m: Machine, statement: Statement): void {
  switch (statement.kind) {
    case 'task': {
      const { name, cpu } = statement;
      m.tasks.push({ name, cpu, memcg: memcgNamed(m, statement.cgroup), areas: [] });
      return;
    }
    case 'map':
      taskNamed(m, statement.task).areas.push({
        name: statement.area,
        ptes: Array.from({ length: statement.pages }, () => ({ kind: 'none' })),
        hadPages: false,
        isLocked: false,
        ahead: { last: 0, window: 0, hits: 4 },
      });
      return;
    case 'write':
      return eachPage(m, statement.pages, (task, area, page) => {
        const { content } = statement;
        access(m, task, area, page, { lo: contentLow(content), hi: contentHigh(content, page) });
      });
    case 'read':
      return eachPage(m, statement.pages, (task, area, page) => access(m, task, area, page, undefined));
    case 'pageout': {
      const { task, area, first, last } = pagesOf(m, statement.pages);
      return pageOutRange(m, task, area, first, last);
    }
    case 'free': {
      const { area, first, last } = pagesOf(m, statement.pages);
      return zap(m, area, first, last);
    }
    case 'madvise':
      return advise(m, statement.advice, statement.pages);
    case 'unmap': {
      const { areas } = taskNamed(m, statement.task);
      const at = areas.findIndex(({ name }) => name === statement.area);
      const [area] = areas.splice(at, 1);
      if (area !== undefined) zap(m, area, 0, area.ptes.length - 1);
      return;
    }
    case 'fork': {
      const parent = taskNamed(m, statement.parent);
      m.tasks.push(copyTask(m, parent, statement.child, statement.cpu ?? parent.cpu));
      return;
    }
    case 'exit': {
      const task = taskNamed(m, statement.task);
      for (const area of task.areas) zap(m, area, 0, area.ptes.length - 1);
      m.tasks.splice(m.tasks.indexOf(task), 1);
      return;
    }
    case 'writeback':
      writeBackOldest(m, numberOf(statement.pages), memcgNamed(m, statement.cgroup));
      return;
    case 'swapon':
      return swapOn(m, statement.device);
    case 'swapoff': {
      const device = m.active.find(({ name }) => name === statement.device);
      if (device !== undefined) swapOff(m, device);
      return;
    }
    case 'set':
      return set(m, statement.target, statement.value);
    default:
      throw new Error(`the reference model does not know ${statement.kind}`);
  }
}

function advise(m: Machine, advice: string, pages: PageRange): void {
  const { area, first, last } = pagesOf(m, pages);
  if (advice !== 'willneed') throw new Error(`the reference model does not know ${advice}`);
  readRange(m, area, first, last);
}

function set(m: Machine, target: string, value: number): void {
  if (target === 'zswap.enabled') m.zswap.enabled = value !== 0;
  else if (target === 'vm.page-cluster') m.pageCluster = value;
  else {
    const [, name, key] = /^([^.]+)\.(.*)$/.exec(target) ?? [];
    const memcg = memcgNamed(m, name);
    if (memcg === undefined) throw new Error(`the reference model does not know ${target}`);
    if (key === 'swap.max') memcg.swapMax = Math.floor(value / PAGE);
    else if (key === 'zswap.max') memcg.zswapMax = Math.floor(value / PAGE);
    else if (key === 'zswap.writeback') memcg.writeback = value !== 0;
    else throw new Error(`the reference model does not know ${target}`);
  }
}

interface Pages {
  readonly task: Task;
  readonly area: Area;
  readonly first: number;
  readonly last: number;
}

function pagesOf(m: Machine, pages: PageRange): Pages {
  const task = taskNamed(m, pages.task);
  const area = task.areas.find(({ name }) => name === pages.area);
  if (area === undefined) throw new Error(`no area ${pages.area}`);
  return { task, area, first: numberOf(pages.first), last: numberOf(pages.last) };
}

function eachPage(m: Machine, pages: PageRange, visit: (task: Task, area: Area, page: number) => void): void {
  const { task, area, first, last } = pagesOf(m, pages);
  for (let page = first; page <= last; page++) visit(task, area, page);
}

function numberOf(expression: Expression): number {
  if (expression.kind !== 'number') throw new Error('the reference model reads plain numbers');
  return Number(expression.value);
}

function taskNamed(m: Machine, name: string): Task {
  const task = m.tasks.find((one) => one.name === name);
  if (task === undefined) throw new Error(`no task ${name}`);
  return task;
}

const memcgNamed = (m: Machine, name: string | undefined): Memcg | undefined =>
  m.memcgs.find((one) => one.name === name);
