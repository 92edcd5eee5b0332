// Which places a run stops at: breakpoints on statements, on pseudo-source lines and on functions, and the kinds of findings that stop it.
import type { Program } from '../scenario/program';
import type { Frame } from '../timeline/moment';
import { pseudoFunction, stepLines, type PseudoSources } from './pseudoSource';
import { statementLines } from './statementLines';

export type FindingFilter = 'expectation' | 'invariant';

/** A breakpoint as asked for and where it ended up. */
export interface PlacedBreakpoint {
  /** The same place always has the same id. */
  readonly id: number;
  /** Line it stands on (1-based); undefined for functions, and where there is no place for it. */
  readonly line: number | undefined;
  readonly verified: boolean;
  /** Why it is not, or not exactly, where it was asked for. */
  readonly message: string | undefined;
}

export class Breakpoints {
  private readonly ids = new Map<string, number>();
  private readonly lines: readonly number[];
  private statements = new Set<string>();
  private readonly steps = new Map<string, Set<string>>();
  private functions = new Set<string>();
  private filters = new Set<FindingFilter>();

  constructor(
    program: Program,
    private readonly sources: PseudoSources,
  ) {
    this.lines = statementLines(program);
  }

  /** Replaces all breakpoints on statements of the program. */
  setStatements(lines: readonly number[]): readonly PlacedBreakpoint[] {
    this.statements = new Set();
    return lines.map((line) => {
      const place = this.lines.find((candidate) => candidate >= line);
      const id = this.idOf(statementKey(place ?? line));
      if (place === undefined)
        return {
          id,
          line: undefined,
          verified: false,
          message: `No statement from line ${line} to the end of the file: put it on a statement's line.`,
        };
      this.statements.add(statementKey(place));
      const message = place === line ? undefined : `Line ${line} has no statement of its own: moved to line ${place}.`;
      return { id, line: place, verified: true, message };
    });
  }

  /** Replaces all breakpoints in the pseudo-source of one function. */
  setSteps(name: string, lines: readonly number[]): readonly PlacedBreakpoint[] {
    const places = stepLines(this.sources, name);
    const keys = new Set<string>();
    this.steps.set(name, keys);
    return lines.map((line) => {
      const place = places.find((candidate) => candidate >= line) ?? places.at(-1);
      const id = this.idOf(stepKey(name, place ?? line));
      if (place === undefined)
        return { id, line: undefined, verified: false, message: `This kernel model has no function ${name}.` };
      keys.add(stepKey(name, place));
      return {
        id,
        line: place,
        verified: true,
        message: place === line ? undefined : `Line ${line} of ${name} is no step: moved to line ${place}.`,
      };
    });
  }

  /** Replaces all breakpoints on functions. */
  setFunctions(names: readonly string[]): readonly PlacedBreakpoint[] {
    this.functions = new Set();
    return names.map((name) => {
      const id = this.idOf(functionKey(name));
      const verified = pseudoFunction(this.sources, name) !== undefined;
      if (verified) this.functions.add(functionKey(name));
      return {
        id,
        line: undefined,
        verified,
        message: verified
          ? undefined
          : `No modelled kernel function is called "${name}": use the kernel's name, such as folio_realloc_swap.`,
      };
    });
  }

  setFilters(filters: readonly FindingFilter[]): void {
    this.filters = new Set(filters);
  }

  stopsOn(filter: FindingFilter): boolean {
    return this.filters.has(filter);
  }

  /** Whether a move has to look at the steps within operations. */
  get areInsideOperations(): boolean {
    return this.functions.size > 0 || [...this.steps.values()].some((keys) => keys.size > 0);
  }

  /** Id of the breakpoint on a statement's line. */
  onStatement(line: number): number | undefined {
    return this.statements.has(statementKey(line)) ? this.idOf(statementKey(line)) : undefined;
  }

  /** Id of the breakpoint on the line that `frame` is about to run. */
  onStep(frame: Frame): number | undefined {
    const key = stepKey(frame.name, frame.line);
    return this.steps.get(frame.name)?.has(key) === true ? this.idOf(key) : undefined;
  }

  /** Id of the breakpoint on the function that `frame` has just entered. */
  onEntry(frame: Frame): number | undefined {
    const key = functionKey(frame.name);
    return this.functions.has(key) ? this.idOf(key) : undefined;
  }

  private idOf(key: string): number {
    const known = this.ids.get(key) ?? this.ids.size + 1;
    this.ids.set(key, known);
    return known;
  }
}

const statementKey = (line: number): string => `statement ${line}`;
const stepKey = (name: string, line: number): string => `step ${name} ${line}`;
const functionKey = (name: string): string => `function ${name}`;
