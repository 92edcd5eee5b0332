// Branches as they are told: the list that clients get, and lines for the console.
import type { Branch, Branches, Origin } from '../../core/debug/branches';
import type { Comparison, Parting } from '../../core/debug/compareBranches';
import { comparisonDocument, valueText } from '../../core/debug/comparisonText';
import type { RecordedRun } from '../../core/timeline/recordedRun';

export interface BranchList {
  readonly branches: readonly {
    readonly name: string;
    /** Absent: the program itself. */
    readonly parent?: string;
    /** The step before which it begins; in a branch of a branch too, counted there. */
    readonly from?: number;
    /** The place in the scenario that belongs to that step; absent: the end of the program. */
    readonly line?: number;
    readonly statement?: string;
    /** The kernel function that it left; absent: a statement was about to begin. */
    readonly function?: string;
    /** What is different, as it would be typed. */
    readonly change?: string;
    /** Where it stands. */
    readonly step: number;
    readonly recorded: number;
    /** It is recorded to its end. */
    readonly complete: boolean;
    /** The first thing that went wrong on the branch itself, as far as it is recorded. */
    readonly finding?: { readonly line: number; readonly message: string };
  }[];
  readonly current: string;
}

export function branchList(branches: Branches): BranchList {
  return {
    branches: branches.all.map(({ name, debug: { run }, origin }) => ({
      name,
      ...(origin === undefined
        ? {}
        : { parent: origin.parent.name, from: origin.step, ...placeOf(origin), change: origin.text }),
      step: run.cursor,
      recorded: run.recordedSteps,
      complete: run.complete,
      ...findingOf(run, origin),
    })),
    current: branches.current.name,
  };
}

function placeOf({ left }: Origin): Pick<BranchList['branches'][number], 'line' | 'statement' | 'function'> {
  if (left === undefined) return {};
  const { line, statement, function: name } = left;
  return { line, statement, ...(name === undefined ? {} : { function: name }) };
}

function findingOf(run: RecordedRun, origin: Origin | undefined): Pick<BranchList['branches'][number], 'finding'> {
  if (origin === undefined) return {};
  for (const { statement, findings } of run.operations.slice(origin.sharedOperations)) {
    const found = findings.find(({ kind }) => kind !== 'warning');
    if (found !== undefined) return { finding: { line: statement.range.line, message: found.message } };
  }
  return {};
}

export function branchLines(branches: Branches): string {
  return branches.all.map((branch) => branchLine(branch, branch === branches.current)).join('\n');
}

export function branchLine({ name, debug: { run }, origin }: Branch, isCurrent: boolean): string {
  const from =
    origin === undefined ? 'the program itself' : `from "${origin.parent.name}", step ${origin.step}: ${origin.text}`;
  return `${isCurrent ? '* ' : '  '}${name}, at step ${run.cursor}: ${from}`;
}

/** The body of `vswap/compareBranches`; `documents` when they were asked for. */
export function comparisonBody(a: Branch, b: Branch, found: Comparison, start: number, isAsText: boolean): object {
  const { kernel } = a.debug.program.machine;
  const parting = (one: Parting | undefined): object | undefined =>
    one && {
      ...one,
      function: one.function?.name,
      before: valueText(one.before, one.format, kernel),
      after: valueText(one.after, one.format, kernel),
    };
  return {
    nameA: a.name,
    nameB: b.name,
    write: found.write,
    a: parting(found.a),
    b: parting(found.b),
    total: found.total,
    start,
    words: found.words.map(({ address, name, format, a: inA, b: inB }) => ({
      address,
      name,
      format,
      a: valueText(inA, format, kernel),
      b: valueText(inB, format, kernel),
    })),
    ...(isAsText
      ? { documents: { a: comparisonDocument(a, b, found, 'a'), b: comparisonDocument(a, b, found, 'b') } }
      : {}),
  };
}
