// Which places a run stops at: breakpoints on statements, pseudo-source lines, functions and data, and the kinds of findings that stop it.
import type { ModelView } from '../mm/view';
import type { Program } from '../scenario/program';
import type { Finding, Frame, Operation } from '../timeline/moment';
import { BreakpointNumbers } from './breakpointNumbers';
import { isWhereAsked, namedLocals } from './conditionLocals';
import { conditionProblem } from './conditionProblem';
import { parseTarget, type DataTarget } from './dataTarget';
import { filterOf, type FindingFilter } from './findingFilter';
import { pointOf, type Access, type OwnAsked, type Point, type PointPlace, type TermsAsked } from './point';
import { pseudoFunction, stepLines, type PseudoSources } from './pseudoSource';
import { statementLines } from './statementLines';

export type { FindingFilter, OwnAsked };

export type LineAsked = number | ({ readonly line: number } & TermsAsked);
export type FunctionAsked = string | ({ readonly name: string } & TermsAsked);
export interface DataAsked extends TermsAsked {
  /** As dataTarget.ts spells it. */
  readonly target: string;
  readonly access: Access;
}

/** A breakpoint as asked for and where it ended up. */
export interface PlacedBreakpoint {
  /** What is asked for at the same place has the same id for as long as the same BreakpointNumbers are used. */
  readonly id: number;
  /** Line it stands on (1-based); undefined for functions and data, and where there is no place for it. */
  readonly line: number | undefined;
  readonly verified: boolean;
  /** Why it is not, or not exactly, where it was asked for. */
  readonly message: string | undefined;
}

/** What a search needs to know of breakpoints. */
export interface PointSet {
  /** On the line of a statement that is about to run. */
  atStatement(operation: Operation): readonly Point[];
  /** On the line that `frame` is about to run, and on its function. `earlier`: the same call one step before; undefined: it is called just now. */
  atStep(frame: Frame, earlier: Frame | undefined): readonly Point[];
  /** Whether a move has to look at the steps within operations. */
  readonly areInsideOperations: boolean;
  readonly data: readonly Point[];
  /** Whether a finding of this kind stops the run. */
  stopsOn(finding: Finding): boolean;
  /** Whether allocations that fail stop the run. */
  readonly stopsOnFailedAllocations: boolean;
  /** Whether it has not been told yet, in this session, that a breakpoint's condition has no answer. Asked once, it has. */
  isUntold(point: Point): boolean;
}

export class Breakpoints implements PointSet {
  private numbers = new BreakpointNumbers();
  private readonly lines: readonly number[];
  /** What was asked for together, and is replaced together. */
  private readonly groups = new Map<string, readonly Point[]>();
  private statements: readonly Point[] = [];
  private steps: readonly Point[] = [];
  private functions: readonly Point[] = [];
  private filters = new Set<FindingFilter>();
  data: readonly Point[] = [];

  constructor(
    private readonly program: Program,
    private readonly sources: PseudoSources,
    private readonly view: ModelView,
    /** Why data is never accessed in that way, so that the breakpoint could never stop the run. */
    private readonly whyNever: (target: DataTarget, access: Access) => string | undefined,
  ) {
    this.lines = statementLines(program);
  }

  /** Those of the session, which may have other runs too; to be set before anything is asked for. */
  numberWith(numbers: BreakpointNumbers): void {
    this.numbers = numbers;
  }

  /** Replaces all breakpoints on statements of the program. */
  setStatements(asked: readonly LineAsked[]): readonly PlacedBreakpoint[] {
    const own = asked.map((one): OwnAsked => ({ kind: 'line', ...(typeof one === 'number' ? { line: one } : one) }));
    return this.setGroup('statements', own);
  }

  /** Replaces all breakpoints in the pseudo-source of one function. */
  setSteps(name: string, asked: readonly LineAsked[]): readonly PlacedBreakpoint[] {
    const own = asked.map((one): OwnAsked => ({
      kind: 'step',
      name,
      ...(typeof one === 'number' ? { line: one } : one),
    }));
    return this.setGroup(`steps ${name}`, own);
  }

  /** Replaces all breakpoints on functions. */
  setFunctions(asked: readonly FunctionAsked[]): readonly PlacedBreakpoint[] {
    const own = asked.map((one): OwnAsked => ({
      kind: 'function',
      ...(typeof one === 'string' ? { name: one } : one),
    }));
    return this.setGroup('functions', own);
  }

  /** Replaces all breakpoints on data. */
  setData(asked: readonly DataAsked[]): readonly PlacedBreakpoint[] {
    const own = asked.map((one): OwnAsked => ({ kind: 'data', ...one }));
    return this.setGroup('data', own);
  }

  /** Replaces the breakpoints that are kept apart from those above: of any kind, from the console and from tools that have a list of their own. */
  setOwn(asked: readonly OwnAsked[]): readonly PlacedBreakpoint[] {
    return this.setGroup('own', asked);
  }

  setFilters(filters: readonly FindingFilter[]): void {
    this.filters = new Set(filters);
  }

  stopsOn(finding: Finding): boolean {
    const filter = filterOf(finding);
    return filter !== undefined && this.filters.has(filter);
  }

  get stopsOnFailedAllocations(): boolean {
    return this.filters.has('allocation');
  }

  isUntold({ id, condition }: Point): boolean {
    return this.numbers.isFirst(id, condition);
  }

  get areInsideOperations(): boolean {
    return this.functions.length > 0 || this.steps.length > 0;
  }

  atStatement({ statement }: Operation): readonly Point[] {
    // What a branch puts in before a line is not the line.
    if (statement.kind === 'whatIf') return [];
    return this.statements.filter(({ place }) => place.kind === 'statement' && place.line === statement.range.line);
  }

  atStep(frame: Frame, earlier: Frame | undefined): readonly Point[] {
    if (!this.areInsideOperations) return [];
    return [...this.functions, ...this.steps].filter((point) => isAtStep(point, frame, earlier));
  }

  private setGroup(name: string, asked: readonly OwnAsked[]): readonly PlacedBreakpoint[] {
    const points: Point[] = [];
    const ids = this.numbers.idsOf(name, asked);
    const placed = asked.map((one, i) => this.place(ids[i] ?? 0, one, points));
    this.groups.set(name, points);
    const all = [...this.groups.values()].flat();
    this.statements = all.filter((point) => point.place.kind === 'statement');
    this.steps = all.filter((point) => point.place.kind === 'step');
    this.functions = all.filter((point) => point.place.kind === 'function');
    this.data = all.filter((point) => point.place.kind === 'data');
    return placed;
  }

  private place(id: number, asked: OwnAsked, points: Point[]): PlacedBreakpoint {
    const { place, message } = this.placeOf(asked);
    if (place === undefined) return { id, line: undefined, verified: false, message };
    const locals = place.kind === 'function' ? namedLocals(this.sources, place.name, asked.condition) : [];
    const { point, problem: badTerms } = pointOf(id, place, asked, locals);
    const line = 'line' in place ? place.line : undefined;
    const problem = badTerms ?? conditionProblem(this.sources, this.program, place, asked.condition);
    if (problem !== undefined) return { id, line, verified: false, message: problem };
    points.push(point);
    return { id, line, verified: true, message };
  }

  private placeOf(asked: OwnAsked): Found {
    switch (asked.kind) {
      case 'line':
        return this.statementAt(asked.line);
      case 'step':
        return this.stepAt(asked.name, asked.line);
      case 'function':
        return this.functionCalled(asked.name);
      case 'data':
        return this.dataNamed(asked.target, asked.access);
    }
  }

  private statementAt(line: number): Found {
    const place = this.lines.find((candidate) => candidate >= line);
    if (place === undefined)
      return nowhere(`No statement from line ${line} to the end of the file: put it on a statement's line.`);
    const message = place === line ? undefined : `Line ${line} has no statement of its own: moved to line ${place}.`;
    return { place: { kind: 'statement', line: place }, message };
  }

  private stepAt(name: string, line: number): Found {
    const places = stepLines(this.sources, name);
    const place = places.find((candidate) => candidate >= line) ?? places.at(-1);
    if (place === undefined) return nowhere(`This kernel model has no function ${name}.`);
    const message = place === line ? undefined : `Line ${line} of ${name} is no step: moved to line ${place}.`;
    return { place: { kind: 'step', name, line: place }, message };
  }

  private functionCalled(name: string): Found {
    if (pseudoFunction(this.sources, name) === undefined)
      return nowhere(
        `No modelled kernel function is called "${name}": use the kernel's name, such as folio_realloc_swap.`,
      );
    return { place: { kind: 'function', name }, message: undefined };
  }

  private dataNamed(spelling: string, access: Access): Found {
    const parsed = parseTarget(spelling, this.view);
    if (parsed.kind === 'problem') return nowhere(parsed.message);
    const never = this.whyNever(parsed.target, access);
    if (never !== undefined) return nowhere(never);
    return { place: { kind: 'data', target: parsed.target, access }, message: undefined };
  }
}

/** `message`: why there is none, or why it is not exactly where it was asked for. */
interface Found {
  readonly place: PointPlace | undefined;
  readonly message: string | undefined;
}

const nowhere = (message: string): Found => ({ place: undefined, message });

/** Moves that nothing stops on their way. */
export const NO_POINTS: PointSet = {
  atStatement: () => [],
  atStep: () => [],
  areInsideOperations: false,
  data: [],
  stopsOn: () => false,
  stopsOnFailedAllocations: false,
  isUntold: () => false,
};

/** One breakpoint by itself, whatever its hit count and message: to count how often it was hit. */
export function onlyPoint(point: Point): PointSet {
  const { place } = point;
  const bare = [{ ...point, hits: undefined, log: undefined }];
  return {
    atStatement: ({ statement }) => (place.kind === 'statement' && place.line === statement.range.line ? bare : []),
    atStep: (frame, earlier) => (isAtStep(point, frame, earlier) ? bare : []),
    areInsideOperations: place.kind === 'step' || place.kind === 'function',
    data: place.kind === 'data' ? bare : [],
    stopsOn: () => false,
    stopsOnFailedAllocations: false,
    isUntold: () => false,
  };
}

function isAtStep({ place, locals }: Point, frame: Frame, earlier: Frame | undefined): boolean {
  if (place.kind === 'step') return place.name === frame.name && place.line === frame.line;
  return place.kind === 'function' && place.name === frame.name && isWhereAsked(locals, frame, earlier);
}
