// The breakpoints that a client has asked for, kept as asked: they outlive a restart, and may come before the program is there.
import type { DebugProtocol } from '@vscode/debugprotocol';
import { BreakpointNumbers } from '../../core/debug/breakpointNumbers';
import type {
  Breakpoints,
  DataAsked,
  FindingFilter,
  FunctionAsked,
  LineAsked,
  PlacedBreakpoint,
} from '../../core/debug/breakpoints';
import { exceptionFilters } from './capabilities';
import type { SourceArgument } from './requestArguments';
import type { Sources } from './sources';

type Asked =
  | { readonly kind: 'lines'; readonly source: SourceArgument; readonly asked: readonly LineAsked[] }
  | { readonly kind: 'names'; readonly asked: readonly FunctionAsked[] }
  | { readonly kind: 'data'; readonly asked: readonly DataAsked[] };

export class BreakpointRequests {
  private readonly asked = new Map<string, Asked>();
  private filters: readonly FindingFilter[] = [];
  private points: Breakpoints | undefined;
  private readonly numbers = new BreakpointNumbers();

  constructor(
    private readonly sources: Sources,
    private readonly programPath: () => string | undefined,
  ) {}

  /** Puts everything asked for so far on a new program or another run of it, and tells where each breakpoint now is: under the number that it had. To be called before others ask for breakpoints. */
  attach(points: Breakpoints): readonly DebugProtocol.Breakpoint[] {
    this.points = points;
    points.numberWith(this.numbers);
    points.setFilters(this.filters);
    return [...this.asked.values()].flatMap((asked) => this.place(asked));
  }

  /** Lines are 1-based. */
  setLines(source: SourceArgument, asked: readonly LineAsked[]): readonly DebugProtocol.Breakpoint[] {
    return this.ask(`lines ${source.sourceReference ?? 0} ${source.path ?? ''}`, { kind: 'lines', source, asked });
  }

  setFunctions(asked: readonly FunctionAsked[]): readonly DebugProtocol.Breakpoint[] {
    return this.ask('names', { kind: 'names', asked });
  }

  setData(asked: readonly DataAsked[]): readonly DebugProtocol.Breakpoint[] {
    return this.ask('data', { kind: 'data', asked });
  }

  /** One answer for each filter, in order. */
  setFilters(filters: readonly string[]): readonly DebugProtocol.Breakpoint[] {
    const known = exceptionFilters.map(({ filter }) => filter);
    this.filters = known.filter((filter) => filters.includes(filter));
    this.points?.setFilters(this.filters);
    return filters.map((filter) =>
      known.some((name) => name === filter)
        ? { verified: true }
        : { verified: false, message: `There is no filter "${filter}": use ${known.join(' or ')}.` },
    );
  }

  private ask(key: string, asked: Asked): readonly DebugProtocol.Breakpoint[] {
    this.asked.set(key, asked);
    return this.place(asked);
  }

  private place(request: Asked): readonly DebugProtocol.Breakpoint[] {
    const { points } = this;
    const program = this.programPath();
    if (points === undefined || program === undefined)
      return request.asked.map(() => ({ verified: false, message: 'The program is not loaded yet.' }));
    if (request.kind === 'names')
      return points.setFunctions(request.asked).map((placed) => breakpointOf(placed, undefined));
    if (request.kind === 'data') return points.setData(request.asked).map((placed) => breakpointOf(placed, undefined));
    const source = this.sources.identify(request.source, program);
    switch (source.kind) {
      case 'program':
        return points
          .setStatements(request.asked)
          .map((placed) => breakpointOf(placed, this.sources.programSource(program)));
      case 'function':
        return points
          .setSteps(source.name, request.asked)
          .map((placed) => breakpointOf(placed, this.sources.functionSource(source.name)));
      case 'other':
        return request.asked.map((one) => ({
          verified: false,
          line: typeof one === 'number' ? one : one.line,
          message: `${source.name} is not what is being debugged.`,
        }));
    }
  }
}

function breakpointOf(
  { id, line, verified, message }: PlacedBreakpoint,
  source: DebugProtocol.Source | undefined,
): DebugProtocol.Breakpoint {
  return {
    id,
    verified,
    ...(line === undefined ? {} : { line }),
    ...(message === undefined ? {} : { message }),
    ...(source === undefined ? {} : { source }),
  };
}
