// The branches of a debugging session: a tree of runs with names, each with its own cursor; one of them is looked at.
import type { Turn } from '../scenario/program';
import type { BranchChange, Branched, RecordedRun } from '../timeline/recordedRun';
import type { Moment } from '../timeline/moment';
import { stepIndex } from '../word/brand';
import { Debugger } from './debugger';
import { NewsReader } from './news';
import { endOf } from './position';

export interface Branch {
  readonly name: string;
  readonly debug: Debugger;
  /** What it has to say beside what its parent said. */
  readonly news: NewsReader;
  /** undefined: the program itself. */
  readonly origin: Origin | undefined;
}

export interface Origin {
  readonly parent: Branch;
  /** The step of the parent before which the change happens. */
  readonly step: number;
  /** Journal position there: what was written before is the parent's. */
  readonly write: number;
  /** What is different, in a line. */
  readonly text: string;
  /** The step at which the change has happened. */
  readonly resumesAt: number;
  /** Operations that are the parent's. */
  readonly sharedOperations: number;
  /** Where it left, in the scenario; undefined: after the last statement. */
  readonly left: Left | undefined;
}

export interface Left {
  /** Line of the scenario, from 1. */
  readonly line: number;
  readonly statement: string;
  /** The kernel function that was about to go on; undefined: the statement was about to begin. */
  readonly function: string | undefined;
}

export const MAIN = 'main';
/** Enough for people; each holds a copy of the words. */
export const MOST_BRANCHES = 32;
/** Of words, in all branches. */
const MOST_BYTES = 2 ** 30;
const LONGEST_NAME = 60;

export type Begun =
  | { readonly kind: 'branch'; readonly branch: Branch }
  /** One sentence; everything is as it was. */
  | { readonly kind: 'refused'; readonly reason: string };

export class Branches {
  private readonly branches: Named[];
  /** Whose each run is, those included that another order of a race has taken the place of. */
  private readonly owners = new WeakMap<RecordedRun, Named>();
  private present: Named;
  private numbered = 0;

  constructor(root: Debugger) {
    this.present = { name: MAIN, debug: root, news: new NewsReader(root.run), origin: undefined };
    this.branches = [this.present];
    this.owners.set(root.run, this.present);
  }

  /** In the order in which they were begun. */
  get all(): readonly Branch[] {
    return this.branches;
  }

  get current(): Branch {
    return this.present;
  }

  named(name: string): Branch | undefined {
    return this.find(name);
  }

  /** Begins where the present branch stands, and goes there; works in slices, and is given up when the move is cancelled. */
  async begin(change: BranchChange, name?: string): Promise<Begun> {
    const refusal = this.whyNot(name);
    if (refusal !== undefined) return { kind: 'refused', reason: refusal };
    const { debug } = this.present;
    const { step, write } = debug.position;
    const { moment } = debug;
    if (moment !== undefined && moment.write !== write)
      return refused('The run stands within a step, between two of its writes: step to a line first.');
    const made = await branchOf(debug, change);
    if (made === undefined)
      return refused('The branch was given up: the statement that it changes did not come to its end.');
    const { run, from, resumesAt, sharedOperations } = made;
    const owner = change.kind === 'turns' ? undefined : this.owners.get(from);
    const parent = owner !== undefined && this.branches.includes(owner) ? owner : this.present;
    const branch: Named = {
      name: name?.trim() ?? this.nextName(),
      debug: debuggerOf(run, debug),
      news: new NewsReader(run, endedBy(run, step)),
      origin: { parent, step, write, text: change.text, resumesAt, sharedOperations, left: leftAt(moment) },
    };
    this.branches.push(branch);
    this.owners.set(run, branch);
    this.present = branch;
    return { kind: 'branch', branch };
  }

  /**
   * The CPUs of the race that the present branch stands in take these turns from here on: in its place when nobody has seen what would come otherwise, else
   * on a branch of its own.
   */
  async reorder(turns: readonly Turn[], text: string): Promise<Begun> {
    const { present } = this;
    const { debug } = present;
    const change = { kind: 'turns', turns, text } as const;
    const { standing } = debug;
    if (debug.isInPast) {
      const begun = await this.begin(change);
      if (begun.kind === 'branch') begun.branch.debug.standAs({ ...standing, furthest: standing.position.step });
      return begun;
    }
    const made = await branchOf(debug, change);
    if (made === undefined) return refused('The CPUs stay in their order: the race did not come to its end.');
    present.debug = new Debugger(made.run, debug.sources, debug.pause);
    present.debug.bookmarks.takeOver(debug.position.step, debug.bookmarks);
    present.debug.standAs(standing);
    present.news = new NewsReader(made.run, endedBy(made.run, debug.position.step));
    this.owners.set(made.run, present);
    return { kind: 'branch', branch: present };
  }

  /** Why not, or undefined when it is done. */
  switchTo(name: string): string | undefined {
    const found = this.find(name);
    if (found === undefined) return this.unknown(name);
    this.present = found;
    return undefined;
  }

  rename(name: string, to: string): string | undefined {
    const found = this.find(name);
    if (found === undefined) return this.unknown(name);
    if (found.origin === undefined) return `"${MAIN}" is the program itself and keeps its name.`;
    const reason = found.name === to.trim() ? undefined : this.badName(to);
    if (reason === undefined) found.name = to.trim();
    return reason;
  }

  /** `isDeep`: with all that branch off it; and where the present one is among them, the run that it left is the present one then. */
  delete(name: string, isDeep = false): string | undefined {
    const found = this.find(name);
    if (found === undefined) return this.unknown(name);
    if (found.origin === undefined) return `"${MAIN}" is the program itself: it cannot be deleted.`;
    if (isDeep) {
      const gone = this.branches.filter((one) => pathOf(one).includes(found));
      if (gone.includes(this.present))
        this.present = this.branches.find((one) => one === found.origin?.parent) ?? this.present;
      for (const one of gone) this.branches.splice(this.branches.indexOf(one), 1);
      return undefined;
    }
    if (found === this.present) return `"${found.name}" is the branch that you are on: switch to another one first.`;
    const child = this.branches.find(({ origin }) => origin?.parent === found);
    if (child !== undefined) return `"${child.name}" branches off "${found.name}": delete it first.`;
    this.branches.splice(this.branches.indexOf(found), 1);
    return undefined;
  }

  /** Journal position up to which two branches are the same by birth. */
  commonWrite(a: Branch, b: Branch): number {
    const ofA = pathOf(a);
    const ofB = pathOf(b);
    const left = [...ofA.filter((one) => !ofB.includes(one)), ...ofB.filter((one) => !ofA.includes(one))];
    return Math.min(...left.map(({ origin }) => origin?.write ?? Infinity));
  }

  private find(name: string): Named | undefined {
    return this.branches.find((one) => one.name === name.trim());
  }

  private unknown(name: string): string {
    return `There is no branch "${name}". There are: ${this.branches.map((one) => one.name).join(', ')}.`;
  }

  private whyNot(name: string | undefined): string | undefined {
    if (this.branches.length > MOST_BRANCHES)
      return `There are ${MOST_BRANCHES} branches already: delete one first ("branches" lists them).`;
    const bytes = this.branches.reduce((sum, { debug }) => sum + debug.run.bytes, 0);
    if (bytes + this.present.debug.run.bytes > MOST_BYTES)
      return `The branches hold ${Math.round(bytes / 2 ** 20)} MiB of words, and there is room for ${MOST_BYTES / 2 ** 20}: delete one first ("branches" lists them).`;
    return name === undefined ? undefined : this.badName(name);
  }

  private badName(name: string): string | undefined {
    if (!/^[\w][\w .-]*$/.test(name.trim()) || name.trim().length > LONGEST_NAME)
      return `"${name.slice(0, LONGEST_NAME)}" cannot name a branch: letters, digits, spaces, points and dashes can, at most ${LONGEST_NAME}.`;
    return this.find(name) === undefined
      ? undefined
      : `There is a branch "${name.trim()}" already: choose another name.`;
  }

  private nextName(): string {
    for (;;) {
      const name = `branch ${++this.numbered}`;
      if (this.find(name) === undefined) return name;
    }
  }
}

interface Named extends Branch {
  name: string;
  debug: Debugger;
  news: NewsReader;
}

/** From the branch to the program itself. */
function pathOf(of: Branch): readonly Branch[] {
  return [of, ...(of.origin === undefined ? [] : pathOf(of.origin.parent))];
}

function leftAt(moment: Moment | undefined): Left | undefined {
  if (moment === undefined || moment.step >= endOf(moment.operation)) return undefined;
  const { text, range } = moment.operation.statement;
  return { line: range.line, statement: text, function: moment.frame?.name };
}

/** Operations that have ended by a step: what they have to say has been said. */
function endedBy({ operations }: RecordedRun, step: number): number {
  return operations.filter((operation) => endOf(operation) <= step).length;
}

/** In slices, leaving the debugger where it is; undefined: given up. */
async function branchOf(debug: Debugger, change: BranchChange): Promise<Branched | undefined> {
  let made: Branched | undefined;
  const { step } = debug.position;
  await debug.seek(async ({ run, control }) => {
    const work = run.branch(stepIndex(step), change);
    for (let isGivenUp = false; made === undefined && !isGivenUp; isGivenUp = control.isCancelled()) {
      const next = work.next();
      // After the last slice too: who gives up then has no branch either.
      await control.pause();
      if (next.done === true && !control.isCancelled()) made = next.value;
    }
    return { kind: 'nowhere', reason: 'The run stays where it is.' };
  });
  return made;
}

function debuggerOf(run: RecordedRun, { sources, pause, bookmarks, position }: Debugger): Debugger {
  const debug = new Debugger(run, sources, pause);
  debug.bookmarks.copyUpTo(position.step, bookmarks);
  return debug;
}

const refused = (reason: string): Begun => ({ kind: 'refused', reason });
