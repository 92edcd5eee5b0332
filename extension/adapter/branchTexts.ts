// Branches as they are told: the list that clients get, and lines for the console.
import type { Branch, Branches } from '../../core/debug/branches';
import type { Comparison, Parting } from '../../core/debug/compareBranches';

export interface BranchList {
  readonly branches: readonly {
    readonly name: string;
    /** Absent: the program itself. */
    readonly parent?: string;
    /** The step before which it begins; in a branch of a branch too, counted there. */
    readonly from?: number;
    /** What is different, as it would be typed. */
    readonly change?: string;
    /** Where it stands. */
    readonly step: number;
    readonly recorded: number;
  }[];
  readonly current: string;
}

export function branchList(branches: Branches): BranchList {
  return {
    branches: branches.all.map(({ name, debug: { run }, origin }) => ({
      name,
      ...(origin === undefined ? {} : { parent: origin.parent.name, from: origin.step, change: origin.text }),
      step: run.cursor,
      recorded: run.recordedSteps,
    })),
    current: branches.current.name,
  };
}

export function branchLines(branches: Branches): string {
  return branches.all.map((branch) => branchLine(branch, branch === branches.current)).join('\n');
}

export function branchLine({ name, debug: { run }, origin }: Branch, isCurrent: boolean): string {
  const from =
    origin === undefined ? 'the program itself' : `from "${origin.parent.name}", step ${origin.step}: ${origin.text}`;
  return `${isCurrent ? '* ' : '  '}${name}, at step ${run.cursor}: ${from}`;
}

export function comparisonLines(
  nameA: string,
  nameB: string,
  { a, b, write, total, words }: Comparison,
  { start }: { readonly start: number },
): string {
  const first =
    write === undefined
      ? [`"${nameA}" and "${nameB}" write the same to their ends.`]
      : [`First difference, write ${write}:`, `  ${nameA}: ${partingText(a)}`, `  ${nameB}: ${partingText(b)}`];
  const listed = words.map((word) => `  ${word.address}: ${nameA} ${word.a}, ${nameB} ${word.b}`);
  const rest = total - start - words.length;
  return [
    ...first,
    `${total} words differ where the two stand${total === 0 ? '.' : ':'}`,
    ...listed,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ].join('\n');
}

function partingText(parting: Parting | undefined): string {
  if (parting === undefined) return 'the run is over';
  const by = parting.function === undefined ? 'the statement' : `${parting.function}()`;
  return `step ${parting.step}, ${by} in "${parting.statement}" on line ${parting.line} writes ${parting.address}: ${parting.before} -> ${parting.after}`;
}
