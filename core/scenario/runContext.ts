// What a running statement works on: the kernel, the names of the program, and how a name becomes an object or a clear refusal.

import { PAGE_SIZE } from './literals.js';

import { NULL_INDEX } from '../memory/regions.js';
import type { KernelView } from '../mm/inspect.js';
import type { Kernel } from '../mm/kernel.js';
import { mem_cgroup_from_private_id } from '../mm/memcontrol.js';

import { devices } from '../mm/swapon.js';
import { taskAt, taskMm, vmaNamed, vmaBase } from '../mm/task.js';
import type { ProgramNames } from '../mm/view.js';

import { type WordIndex } from '../word/brand.js';
import { numberOf, type Variables } from './evaluate.js';

import { type Expression, type PageRange, type Program } from './program.js';

export const ENOMEM = 12;
export const EINVAL = 22;
export const ENOENT = 2;

export interface RunContext {
  readonly k: Kernel;
  readonly view: KernelView;
  readonly names: ProgramNames;
  readonly program: Program;
  readonly statementStart?: (write: number) => number;
}

/** Why a statement could not do its work; becomes a finding, and the run goes on. */
export class StatementError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly errno: number,
  ) {
    super(message);
  }
}

export function addresses(
  run: RunContext,
  pages: PageRange,
  variables: Variables,
): { readonly task: WordIndex; readonly first: number; readonly end: number; readonly firstPage: number } {
  const { k } = run;
  const task = taskNamed(run, pages.task);
  const vma = vmaNamed(k, taskMm(k, task), place(run.names.areas, pages.area));
  if (vma === undefined)
    throw new StatementError('VS0405', `Task ${pages.task} has no area ${pages.area} now: map it first.`, ENOMEM);
  const firstPage = numberOf(run, pages.first, variables);
  const last = numberOf(run, pages.last, variables);
  const start = vmaBase(k, vma);
  return { task, first: start + firstPage * PAGE_SIZE, end: start + (last + 1) * PAGE_SIZE, firstPage };
}

/** A number of pages: a plain number counts pages, one with a unit is a size in bytes. */
export function count(run: RunContext, pages: Expression, variables: Variables): number {
  const value = numberOf(run, pages, variables);
  return pages.kind === 'number' && pages.unit !== 'plain' ? Math.ceil(value / PAGE_SIZE) : value;
}

export function place(names: readonly string[], name: string): number {
  const at = names.indexOf(name);
  if (at < 0) throw new Error(`name ${name} is not in the program's list`);
  return at;
}

export function taskNamed(run: RunContext, name: string): WordIndex {
  const id = run.names.tasks.indexOf(name);
  const task = id < 0 ? NULL_INDEX : taskAt(run.k, id);
  if (task === NULL_INDEX)
    throw new StatementError('VS0406', `There is no task ${name} now: it has exited, or was not started yet.`, EINVAL);
  return task;
}

export function deviceNamed(run: RunContext, name: string): WordIndex {
  const si = devices(run.k).find((candidate) => run.view.deviceName(candidate) === name);
  if (si === undefined) throw new StatementError('VS0408', `Swap device ${name} is not on: swap it on first.`, EINVAL);
  return si;
}

export function memcgNamed(run: RunContext, name: string | undefined): WordIndex {
  return mem_cgroup_from_private_id(run.k, name === undefined ? 0 : run.names.cgroups.indexOf(name) + 1);
}

export function onlyMemcg(run: RunContext, name: string | undefined): WordIndex {
  return name === undefined ? NULL_INDEX : memcgNamed(run, name);
}
