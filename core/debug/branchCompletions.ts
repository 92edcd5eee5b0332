// What can come next in the debug console where a line is about branches: names of branches, each only where the command takes it.
import type { Branches } from './branches';
import type { Completion, Completions } from './completion';

export interface BranchNamed {
  readonly name: string;
  /** What is different on it; undefined: the program itself. */
  readonly change: string | undefined;
  readonly isCurrent: boolean;
  /** Others branch off it. */
  readonly isParent: boolean;
}

export function branchesNamed({ all, current }: Branches): readonly BranchNamed[] {
  return all.map((branch) => ({
    name: branch.name,
    change: branch.origin?.text,
    isCurrent: branch === current,
    isParent: all.some(({ origin }) => origin?.parent === branch),
  }));
}

export const BRANCH_COMMANDS: readonly Completion[] = [
  {
    label: 'branch NAME:',
    kind: 'keyword',
    detail: 'Begins a branch with a name: branch what-if: app.heap[0] = 0',
    insert: { text: 'branch NAME: ', selected: 'NAME' },
  },
  { label: 'branches', kind: 'keyword', detail: 'Lists the branches of this run' },
  { label: 'schedule', kind: 'keyword', detail: 'The order that the CPUs of this race have taken, as a line for it' },
  { label: 'switch', kind: 'keyword', detail: 'Goes to another branch: switch main' },
  { label: 'rename', kind: 'keyword', detail: 'Gives a branch another name: rename "branch 1" refused' },
  {
    label: 'compare',
    kind: 'keyword',
    detail: 'The first difference of two branches, then word by word: compare main refused',
  },
];

/** After `delete`. */
export const DELETE_WHAT: readonly Completion[] = [
  { label: 'branch', kind: 'keyword', detail: 'Deletes a branch: delete branch refused' },
  { label: 'all', kind: 'keyword', detail: 'Deletes all breakpoints that break has set' },
];

/** `text` up to the caret; undefined: it stands at no place where a branch is named. */
export function branchCompletions(branches: readonly BranchNamed[], text: string): Completions | undefined {
  const [, before = '', command, rest = ''] = /^(\s*(switch|delete\s+branch|rename|compare)\s+)(.*)$/s.exec(text) ?? [];
  if (command === undefined) return undefined;
  if (command === 'switch')
    return namesLike(
      branches.filter(({ isCurrent }) => !isCurrent),
      before.length,
      rest,
      false,
    );
  if (command !== 'rename' && command !== 'compare')
    return namesLike(branches.filter(isDeletable), before.length, rest, false);
  const [, told = '', typed = ''] = /^((?:(?:"[^"]*"|[^"\s]\S*)\s+)*)(.*)$/s.exec(rest) ?? [];
  const named = [...told.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
  const start = before.length + told.length;
  if (command === 'rename')
    return namesLike(
      named.length === 0 ? branches.filter(({ change }) => change !== undefined) : [],
      start,
      typed,
      true,
    );
  return namesLike(named.length < 2 ? branches.filter(({ name }) => !named.includes(name)) : [], start, typed, true);
}

const isDeletable = ({ change, isCurrent, isParent }: BranchNamed): boolean =>
  change !== undefined && !isCurrent && !isParent;

/** `isQuoted`: names with blanks need quotes there. */
function namesLike(branches: readonly BranchNamed[], start: number, typed: string, isQuoted: boolean): Completions {
  const wanted = typed.replace(/^"/, '').toLowerCase();
  const found = branches.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  return {
    start,
    found: found.map(({ name, change }): Completion => {
      const needsQuotes = isQuoted && /\s/.test(name);
      return {
        label: name,
        kind: 'branch',
        detail: change ?? 'the program itself',
        ...(needsQuotes || typed.startsWith('"') ? { insert: { text: `"${name}"`, selected: undefined } } : {}),
      };
    }),
  };
}
