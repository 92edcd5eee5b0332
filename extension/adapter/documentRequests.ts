// Requests about documents: breakpoints in them, places for breakpoints, their text.
import type { DebugProtocol } from '@vscode/debugprotocol';
import { statementLines } from '../../core/debug/statementLines';
import type { Program } from '../../core/scenario/program';
import type { BreakpointRequests } from './breakpointRequests';
import type { Client } from './inspection';
import { requestArguments, type RequestArguments } from './requestArguments';
import { NO_SUCH_SOURCE, RequestError } from './requestError';
import { handle, type Answer, type Handler } from './requestServer';
import type { Sources } from './sources';

interface Documents {
  readonly sources: Sources;
  readonly points: BreakpointRequests;
  /** undefined before a program is loaded. */
  readonly program: () => Program | undefined;
  readonly client: () => Client;
}

export function documentHandlers(documents: Documents): readonly (readonly [string, Handler])[] {
  const { sources, points } = documents;
  const answer = (breakpoints: readonly DebugProtocol.Breakpoint[]): Answer => ({
    body: { breakpoints: breakpoints.map((breakpoint) => forClient(breakpoint, documents.client())) },
  });
  return [
    [
      'setBreakpoints',
      handle(requestArguments.setBreakpoints, ({ source, breakpoints, lines }) => {
        const asked = breakpoints ?? lines?.map((line) => ({ line })) ?? [];
        const offset = 1 - documents.client().firstLine;
        return answer(
          points.setLines(
            source,
            asked.map((one) => ({ ...one, line: one.line + offset })),
          ),
        );
      }),
    ],
    [
      'setFunctionBreakpoints',
      handle(requestArguments.setFunctionBreakpoints, ({ breakpoints }) => answer(points.setFunctions(breakpoints))),
    ],
    [
      'setExceptionBreakpoints',
      handle(requestArguments.setExceptionBreakpoints, ({ filters, filterOptions }) =>
        answer(points.setFilters([...filters, ...(filterOptions ?? []).map(({ filterId }) => filterId)])),
      ),
    ],
    [
      'breakpointLocations',
      handle(requestArguments.breakpointLocations, (args) => breakpointLocations(documents, args)),
    ],
    ['source', handle(requestArguments.source, (args) => sourceText(sources, args))],
    ['loadedSources', handle(requestArguments.none, () => loadedSources(documents))],
  ];
}

/** Inside the adapter lines count from 1; a client may count from 0. */
export function forClient(breakpoint: DebugProtocol.Breakpoint, client: Client): DebugProtocol.Breakpoint {
  return breakpoint.line === undefined ? breakpoint : { ...breakpoint, line: breakpoint.line - 1 + client.firstLine };
}

function breakpointLocations(
  documents: Documents,
  { source, line, endLine = line }: RequestArguments<'breakpointLocations'>,
): Answer {
  const offset = 1 - documents.client().firstLine;
  const isWanted = (candidate: number): boolean => candidate >= line + offset && candidate <= endLine + offset;
  const lines = linesOf(documents, source).filter(isWanted);
  return { body: { breakpoints: lines.map((found) => ({ line: found - offset })) } };
}

function linesOf(
  { sources, program: programOf }: Documents,
  source: RequestArguments<'breakpointLocations'>['source'],
): readonly number[] {
  const program = programOf();
  const known = sources.identify(source, program?.file);
  switch (known.kind) {
    case 'program':
      return program === undefined ? [] : statementLines(program);
    case 'function':
      return sources.stepLines(known.name);
    case 'other':
      return [];
  }
}

function sourceText(sources: Sources, { source, sourceReference }: RequestArguments<'source'>): Answer {
  const known = sources.identify(
    { path: source?.path, name: source?.name, sourceReference: source?.sourceReference ?? sourceReference },
    undefined,
  );
  const content = known.kind === 'function' ? sources.textOf(known.name) : undefined;
  if (content === undefined)
    throw new RequestError(
      NO_SUCH_SOURCE,
      'Only the pseudo-source of kernel functions is kept here: open other files from where they are.',
    );
  return { body: { content, mimeType: 'text/x-c' } };
}

function loadedSources({ sources, program: programOf }: Documents): Answer {
  const program = programOf();
  const loaded = program === undefined ? [] : [sources.programSource(program.file)];
  return { body: { sources: [...loaded, ...sources.allFunctionSources()] } };
}
