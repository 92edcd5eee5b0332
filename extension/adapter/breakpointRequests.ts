// The breakpoints that a client has asked for, kept as asked: they outlive a restart, and may come before the program is there.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Breakpoints, FindingFilter, PlacedBreakpoint } from '../../core/debug/breakpoints';
import { exceptionFilters } from './capabilities';
import type { SourceArgument } from './requestArguments';
import type { Sources } from './sources';

type Asked =
  | { readonly kind: 'lines'; readonly source: SourceArgument; readonly lines: readonly number[] }
  | { readonly kind: 'names'; readonly names: readonly string[] };

export class BreakpointRequests {
  private readonly asked = new Map<string, Asked>();
  private filters: readonly FindingFilter[] = [];
  private points: Breakpoints | undefined;

  constructor(
    private readonly sources: Sources,
    private readonly programPath: () => string | undefined,
  ) {}

  /** Puts everything asked for so far on a new program and tells where each breakpoint now is. */
  attach(points: Breakpoints): readonly DebugProtocol.Breakpoint[] {
    this.points = points;
    points.setFilters(this.filters);
    return [...this.asked.values()].flatMap((asked) => this.place(asked));
  }

  /** `lines` are 1-based. */
  setLines(source: SourceArgument, lines: readonly number[]): readonly DebugProtocol.Breakpoint[] {
    return this.ask(`lines ${source.sourceReference ?? 0} ${source.path ?? ''}`, { kind: 'lines', source, lines });
  }

  setFunctions(names: readonly string[]): readonly DebugProtocol.Breakpoint[] {
    return this.ask('names', { kind: 'names', names });
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

  private place(asked: Asked): readonly DebugProtocol.Breakpoint[] {
    const { points } = this;
    const program = this.programPath();
    if (points === undefined || program === undefined)
      return (asked.kind === 'names' ? asked.names : asked.lines).map(() => ({
        verified: false,
        message: 'The program is not loaded yet.',
      }));
    if (asked.kind === 'names')
      return points.setFunctions(asked.names).map((placed) => breakpointOf(placed, undefined));
    const source = this.sources.identify(asked.source, program);
    switch (source.kind) {
      case 'program':
        return points
          .setStatements(asked.lines)
          .map((placed) => breakpointOf(placed, this.sources.programSource(program)));
      case 'function':
        return points
          .setSteps(source.name, asked.lines)
          .map((placed) => breakpointOf(placed, this.sources.functionSource(source.name)));
      case 'other':
        return asked.lines.map((line) => ({
          verified: false,
          line,
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
