// The names of a scenario in straight-line order: who is declared, alive, gone, and where each is used; checks and editor features read the same table.

import { didYouMean, nearest } from './nearest.js';
import type { LanguageCode, ProblemList } from './problemList.js';
import type { SourceRange } from './program.js';

export type NameKind = 'task' | 'area' | 'device' | 'cgroup' | 'variable';

export interface Declaration {
  readonly kind: NameKind;
  readonly name: string;
  /** For areas the task that mapped it. */
  readonly owner: string | undefined;
  readonly range: SourceRange;
  /** Size of an area or a device in pages. */
  readonly pages: number | undefined;
  /** Values a loop variable takes. */
  readonly values: { readonly first: number; readonly last: number } | undefined;
  readonly references: SourceRange[];
}

const UNKNOWN: Readonly<Record<NameKind, { readonly code: LanguageCode; readonly how: string }>> = {
  task: { code: 'VS0120', how: 'Start one with "task NAME" before this line' },
  area: { code: 'VS0121', how: 'Map one with "TASK: map NAME 64 pages" before this line' },
  device: { code: 'VS0122', how: 'Name one with "swap NAME 64M" in the machine block, or with "swapon NAME 64M"' },
  cgroup: { code: 'VS0123', how: 'Name one with "cgroup NAME" in the machine block' },
  variable: { code: 'VS0124', how: 'A number, or the variable of a for loop around this line, can stand here' },
};

/** `later`: names that the text declares somewhere, so that "too early" can be told from "never"; `broken`: words of lines that could not be read. */
export interface NameHints {
  readonly later: readonly { readonly kind: NameKind; readonly name: string; readonly line: number }[];
  readonly broken: ReadonlySet<string>;
}

export class Names {
  readonly declarations: Declaration[] = [];
  /** By kind, areas also by task; then by name. */
  private readonly alive = new Map<string, Map<string, Declaration>>();
  private readonly gone = new Map<string, { readonly line: number; readonly how: string }>();
  private readonly reported = new Set<string>();
  private readonly muted = new Set<string>();

  constructor(
    private readonly problems: ProblemList,
    private readonly hints: NameHints,
  ) {}

  /** Makes the name known from here on; a name that is taken gets a problem, and the first declaration stays. */
  declare(declaration: Omit<Declaration, 'references'>): void {
    const key = keyOf(declaration.kind, declaration.name, declaration.owner);
    const scope = this.scope(declaration.kind, declaration.owner);
    const first = scope.get(declaration.name);
    if (first !== undefined) {
      const what =
        declaration.kind === 'area' ? `${declaration.owner ?? ''} has an area` : `there is a ${declaration.kind}`;
      const advice = {
        task: `end it first with "exit ${first.name}"`,
        area: 'unmap it first',
        device: 'swap it off first',
        cgroup: 'give its limits there',
        variable: '',
      }[declaration.kind];
      const choice = `Choose another name${advice === '' ? '' : `, or ${advice}`}.`;
      this.problems.error(
        'VS0125',
        declaration.range,
        `The name ${first.name} is taken: ${what} ${first.name} since line ${first.range.line}. ${choice}`,
      );
      return;
    }
    const added: Declaration = { ...declaration, references: [] };
    this.declarations.push(added);
    scope.set(declaration.name, added);
    this.gone.delete(key);
  }

  /** The name as it is alive here, and notes the use; `owner` is the task of an area. */
  use(kind: NameKind, name: string, range: SourceRange, owner?: string): Declaration | undefined {
    const found = this.find(kind, name, owner);
    if (found !== undefined) {
      found.references.push(range);
      return found;
    }
    this.reportUnknown(kind, name, range, owner);
    return undefined;
  }

  find(kind: NameKind, name: string, owner?: string): Declaration | undefined {
    return this.alive.get(scopeOf(kind, owner))?.get(name);
  }

  /** The names alive here. */
  known(kind: NameKind, owner?: string): readonly string[] {
    return [...(this.alive.get(scopeOf(kind, owner))?.keys() ?? [])];
  }

  /** `how` ends the sentence "NAME … on line N": "exited", "was unmapped". */
  end(kind: NameKind, name: string, owner: string | undefined, line: number, how: string): void {
    this.alive.get(scopeOf(kind, owner))?.delete(name);
    this.gone.set(keyOf(kind, name, owner), { line, how });
    if (kind === 'task') this.alive.delete(scopeOf('area', name));
  }

  /** A forked child has its parent's areas, under the same names. */
  inherit(parent: string, child: string): void {
    const areas = this.alive.get(scopeOf('area', parent));
    if (areas !== undefined) this.alive.set(scopeOf('area', child), new Map(areas));
  }

  private scope(kind: NameKind, owner: string | undefined): Map<string, Declaration> {
    const key = scopeOf(kind, owner);
    const known = this.alive.get(key) ?? new Map<string, Declaration>();
    this.alive.set(key, known);
    return known;
  }

  /** A mistake that has its message would make uses of this name look wrong too: say nothing about them. */
  mute(name: string): void {
    this.muted.add(name);
  }

  private reportUnknown(kind: NameKind, name: string, range: SourceRange, owner: string | undefined): void {
    const key = keyOf(kind, name, owner);
    if (this.muted.has(name) || this.muted.has(owner ?? '') || this.hints.broken.has(name) || this.reported.has(key))
      return;
    this.reported.add(key);
    const ended = this.gone.get(key);
    if (ended !== undefined) {
      this.problems.error(
        'VS0127',
        range,
        `${kind === 'area' ? `${owner ?? ''}.${name}` : `The ${kind} ${name}`} ${ended.how} on line ${ended.line}, so it cannot be used here.`,
      );
      return;
    }
    const later = this.hints.later.find((each) => each.kind === kind && each.name === name && each.line >= range.line);
    if (later !== undefined && kind !== 'variable') {
      this.problems.error(
        'VS0126',
        range,
        `The ${kind} ${name} is declared on line ${later.line}, after it is used here. Statements run from top to bottom: move one of the two lines.`,
      );
      return;
    }
    const { code, how } = UNKNOWN[kind];
    const fixes = nearest(name, this.known(kind, owner));
    const where =
      kind === 'area' && owner !== undefined
        ? `The task ${owner} has no area named ${name}.`
        : kind === 'variable'
          ? `Nothing is named ${name} here.`
          : `There is no ${kind} named ${name}.`;
    this.problems.error(code, range, `${where}${fixes.length > 0 ? didYouMean(fixes) : ` ${how}.`}`, fixes);
  }
}

function scopeOf(kind: NameKind, owner: string | undefined): string {
  return kind === 'area' ? `area ${owner ?? ''}` : kind;
}

function keyOf(kind: NameKind, name: string, owner: string | undefined): string {
  return `${scopeOf(kind, owner)} ${name}`;
}
