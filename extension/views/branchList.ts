// The branches of each session as the adapter tells them, without an editor: what the view shows of them, and in which words.
import { array, check, flag, integer, maybe, struct, text, type Infer } from '../../core/protocol/schema';

const step = integer(0, Number.MAX_SAFE_INTEGER);
const line = text(10_000);

/** The answer and the event `vswap/branches`. */
const branchList = struct({
  branches: array(
    struct({
      name: text(200),
      parent: maybe(text(200)),
      from: maybe(step),
      line: maybe(step),
      statement: maybe(line),
      function: maybe(text(200)),
      change: maybe(line),
      step,
      recorded: step,
      complete: flag,
      finding: maybe(struct({ line: step, message: line })),
    }),
    1000,
  ),
  current: text(200),
});
export type BranchList = Infer<typeof branchList>;
export type ListedBranch = BranchList['branches'][number];

export class BranchLists {
  readonly #lists = new Map<string, BranchList>();
  readonly #listeners = new Set<() => void>();

  /** undefined: the session has not said, or is none of ours. */
  of(session: string | undefined): BranchList | undefined {
    return session === undefined ? undefined : this.#lists.get(session);
  }

  /** Called after each change. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** What an answer or event of the adapter carries. */
  told(session: string, body: unknown): void {
    const { value } = check(branchList, body);
    if (value === undefined) return;
    const before = this.#lists.get(session);
    this.#lists.set(session, value);
    if (before === undefined || shown(before) !== shown(value)) this.#tell();
  }

  forget(session: string): void {
    if (this.#lists.delete(session)) this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** What can be seen of a list. A row that is made anew just when it is clicked is lost to the editor, so moves of the present branch change none. */
function shown({ branches, current }: BranchList): string {
  const rows = branches.map((one) => ({
    ...one,
    step: one.name === current ? undefined : one.step,
    recorded: one.complete ? one.recorded : undefined,
  }));
  return JSON.stringify({ rows, current });
}

/** Below the run that they left, in the order in which they were begun; nothing while there is only the program itself. */
export function branchesBelow({ branches }: BranchList, parent: string | undefined): readonly ListedBranch[] {
  return branches.length < 2 ? [] : branches.filter((one) => one.parent === parent);
}

/** The branch itself and all that branch off it, first those that nothing branches off. */
export function withDescendants(list: BranchList, name: string): readonly string[] {
  return [...branchesBelow(list, name).flatMap((one) => withDescendants(list, one.name)), name];
}

/** `here · writeback 4 pages · line 15, step 340 · ends at step 512`; there is little room for zeros. */
export function branchDescription(branch: ListedBranch, isCurrent: boolean): string {
  return [
    ...(isCurrent ? ['here'] : []),
    branch.change?.replace(/\b0x0+(?=[0-9a-f])/g, '0x') ?? 'the program itself',
    ...(branch.from === undefined ? [] : [placeLeft(branch)]),
    ...(branch.finding === undefined ? [] : [`fails on line ${branch.finding.line}`]),
    ...(branch.complete ? [`ends at step ${branch.recorded}`] : []),
  ].join(' \u00b7 ');
}

function placeLeft({ from, line: at }: ListedBranch): string {
  return `${at === undefined ? 'end' : `line ${at}`}, step ${from ?? 0}`;
}

/** All of it, a line each. */
export function branchTooltip(branch: ListedBranch, isCurrent: boolean): string {
  const { name, parent, from, change, step: stands, recorded, complete, finding } = branch;
  return [
    isCurrent ? `${name}: you are here` : name,
    ...(parent === undefined
      ? ['The program itself.']
      : [`What is different: ${change ?? ''}`, `Left "${parent}" before step ${from ?? 0}, ${statementLeft(branch)}.`]),
    ...(isCurrent ? [] : [`Stands at step ${stands}.`]),
    complete ? `Ends at step ${recorded}.` : 'It is not recorded to its end yet: continue there.',
    ...(finding === undefined ? [] : [`Line ${finding.line} failed: ${finding.message}`]),
  ].join('\n');
}

function statementLeft({ line: at, statement, function: name }: ListedBranch): string {
  if (at === undefined) return 'at the end of the program';
  return `line ${at}${name === undefined ? '' : ` in ${name}()`}: ${statement ?? ''}`;
}
