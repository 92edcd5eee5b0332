// Answers about the run where it stands: threads, stacks, scopes, variables, expressions, memory. Only reads.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Debugger } from '../../core/debug/debugger';
import type { Branch } from '../../core/debug/branches';
import { evaluateAt } from '../../core/debug/evaluate';
import { depthOf } from '../../core/debug/position';
import { answerQuery, queryOf } from '../../core/debug/queries';
import { scopesOf } from '../../core/debug/scopes';
import { cpuThreads, stackOf, variablesIn, type StackFrame } from '../../core/debug/stack';
import type { Children, Variable } from '../../core/debug/variable';
import type { DebugHost } from './debugHost';
import { Handles } from './handles';
import { readMemory } from './memory';
import { requestArguments, type RequestArguments } from './requestArguments';
import { NO_EXCEPTION, NO_VALUE, RequestError, STALE_REFERENCE } from './requestError';
import { handle, type Handler } from './requestServer';
import type { Sources } from './sources';
import { cpuOf } from './threads';

/** What a client said of itself in `initialize`; lines and columns count from 0 or 1. */
export interface Client {
  readonly firstLine: 0 | 1;
  readonly firstColumn: 0 | 1;
  readonly hasTypes: boolean;
  readonly hasPaging: boolean;
  readonly hasMemory: boolean;
  readonly hasProgress: boolean;
  readonly isVSCode: boolean;
  /** It asks again for what it is told is no longer so. */
  readonly hasInvalidated: boolean;
}

export function clientOf(args: RequestArguments<'initialize'>): Client {
  return {
    firstLine: args.linesStartAt1 === false ? 0 : 1,
    firstColumn: args.columnsStartAt1 === false ? 0 : 1,
    hasTypes: args.supportsVariableType === true,
    hasPaging: args.supportsVariablePaging === true,
    hasMemory: args.supportsMemoryReferences === true,
    hasProgress: args.supportsProgressReporting === true,
    isVSCode: args.clientID === 'vscode',
    hasInvalidated: args.supportsInvalidatedEvent === true,
  };
}

/** Before it has said anything. */
export const UNKNOWN_CLIENT: Client = {
  firstLine: 1,
  firstColumn: 1,
  hasTypes: false,
  hasPaging: false,
  hasMemory: false,
  hasProgress: false,
  isVSCode: false,
  hasInvalidated: false,
};

/** Children sent at once to a client that cannot ask for pages. */
const LARGEST_PAGE = 2000;

export class Inspection {
  private readonly frames = new Handles<StackFrame>();
  private readonly variables = new Handles<Children>();
  /** Variables as they were sent, by the reference of their parent and their name: what a data breakpoint is asked for by. */
  private readonly sent = new Map<number, Map<string, Variable>>();

  constructor(
    private readonly debug: Debugger,
    private readonly host: DebugHost,
    private readonly sources: Sources,
    private readonly client: Client,
    private readonly branch: Branch,
  ) {}

  /** Frames by the reference of their own variables. */
  private readonly locals = new Map<number, StackFrame>();

  /** The frame whose local a child of this reference is. */
  frameOfLocals(reference: number): StackFrame | undefined {
    return this.locals.get(reference);
  }

  /** Everything handed out so far refers to another moment. */
  forget(): void {
    this.frames.clear();
    this.variables.clear();
    this.sent.clear();
    this.locals.clear();
  }

  /** A variable that the client was told of at this stop. */
  childOf(reference: number, name: string): Variable | undefined {
    return this.sent.get(reference)?.get(name);
  }

  /** Kernel frames from this one down to the statement, whose depth is 0. */
  depthOf(frameId: number): number {
    const frame = this.frameOf(frameId);
    return frame.kind === 'kernel' ? depthOf(frame.frame) : 0;
  }

  /** Whether it is the frame that takes the next step. */
  isTop(frameId: number): boolean {
    const { moment } = this.debug;
    return this.frameOf(frameId).cpu === moment?.cpu && this.depthOf(frameId) === depthOf(moment.frame);
  }

  frameIfThere(frameId: number): StackFrame | undefined {
    return this.frames.get(frameId);
  }

  frameOf(frameId: number): StackFrame {
    const frame = this.frames.get(frameId);
    if (frame === undefined) throw stale('stack frame');
    return frame;
  }

  threads(): readonly DebugProtocol.Thread[] {
    return cpuThreads(this.debug.program, this.debug.run.view, this.debug.moment).map(({ cpu, name }) => ({
      id: cpu + 1,
      name: `${name}${onBranch(this.branch)}${this.debug.isInPast ? ' (past)' : ''}`,
    }));
  }

  stackTrace({
    threadId,
    startFrame = 0,
    levels = 0,
  }: RequestArguments<'stackTrace'>): DebugProtocol.StackTraceResponse['body'] {
    const frames = stackOf(this.debug.moment, cpuOf(this.debug, threadId), this.host.pseudoSources);
    const wanted = frames.slice(startFrame, levels === 0 ? undefined : startFrame + levels);
    return { stackFrames: wanted.map((frame) => this.stackFrame(frame)), totalFrames: frames.length };
  }

  scopes({ frameId }: RequestArguments<'scopes'>): DebugProtocol.ScopesResponse['body'] {
    const frame = this.frameOf(frameId);
    const scopes = scopesOf(this.debug.run, frame).map(({ name, isLocal, children }): DebugProtocol.Scope => {
      const found = this.childrenOf(children);
      if (isLocal) this.locals.set(found.variablesReference, frame);
      return { name, ...(isLocal ? { presentationHint: 'locals' } : {}), ...found, expensive: !isLocal };
    });
    return { scopes };
  }

  variablesOf({
    variablesReference,
    filter,
    start = 0,
    count = 0,
    format,
  }: RequestArguments<'variables'>): DebugProtocol.VariablesResponse['body'] {
    const children = this.variables.get(variablesReference);
    if (children === undefined) throw stale('variable');
    const total = children.namedCount + children.indexedCount;
    const room = Math.min(count === 0 ? total : count, LARGEST_PAGE);
    const page = children.load({ filter, start, count: room, hex: format?.hex === true });
    const sent = this.sent.get(variablesReference) ?? new Map<string, Variable>();
    this.sent.set(variablesReference, sent);
    for (const variable of page) sent.set(variable.name, variable);
    const variables = page.map((variable) => this.variable(variable));
    if (count === 0 && filter === undefined && start + room < total)
      variables.push({
        name: '...',
        value: `${total - start - room} more: ask for them by index`,
        variablesReference: 0,
      });
    return { variables };
  }

  async evaluate({
    expression,
    frameId,
    format,
  }: RequestArguments<'evaluate'>): Promise<DebugProtocol.EvaluateResponse['body']> {
    const frame = frameId === undefined ? undefined : this.frameOf(frameId);
    const { debug } = this;
    const query = queryOf(expression);
    const evaluation =
      query === undefined
        ? evaluateAt(debug.run, frame, expression, format?.hex === true)
        : await debug.query((search, at) => answerQuery(search, at, query, variablesIn(debug.run, frame), frame));
    if (evaluation.kind === 'problem') throw new RequestError(NO_VALUE, evaluation.message);
    // What a question answers is set nowhere, even where it is a word: the client would set the question.
    const { variable } = evaluation;
    return this.evaluated(query === undefined ? variable : { ...variable, place: undefined });
  }

  evaluated(found: Variable): DebugProtocol.EvaluateResponse['body'] {
    const { value, ...rest } = this.variable(found);
    return {
      result: value,
      variablesReference: rest.variablesReference,
      ...(rest.type === undefined ? {} : { type: rest.type }),
      ...(rest.namedVariables === undefined ? {} : { namedVariables: rest.namedVariables }),
      ...(rest.indexedVariables === undefined ? {} : { indexedVariables: rest.indexedVariables }),
      ...(rest.memoryReference === undefined ? {} : { memoryReference: rest.memoryReference }),
      ...(rest.presentationHint === undefined ? {} : { presentationHint: rest.presentationHint }),
    };
  }

  exceptionInfo(): DebugProtocol.ExceptionInfoResponse['body'] {
    const stop = this.debug.stop;
    if (stop?.found === undefined)
      throw new RequestError(
        NO_EXCEPTION,
        'The run did not stop for a failed expectation, a broken invariant or anything else of this kind.',
      );
    const { finding, operation, told } = stop.found;
    const { text, range } = operation.statement;
    return {
      exceptionId: finding.code,
      description: told,
      breakMode: 'always',
      details: {
        message: finding.message,
        typeName: finding.kind,
        evaluateName: text,
        stackTrace: `line ${range.line}: ${text}`,
      },
    };
  }

  readMemory(request: RequestArguments<'readMemory'>): DebugProtocol.ReadMemoryResponse['body'] {
    return readMemory(this.debug.run.view, request.memoryReference, request.offset ?? 0, request.count);
  }

  private stackFrame(frame: StackFrame): DebugProtocol.StackFrame {
    const id = this.frames.add(frame);
    const line = frame.line - 1 + this.client.firstLine;
    if (frame.kind === 'kernel') {
      const source = this.sources.functionSource(frame.frame.name);
      return {
        id,
        name: frame.frame.name,
        line,
        column: this.client.firstColumn,
        ...(source === undefined ? {} : { source }),
      };
    }
    const { text, range } = frame.statement;
    return {
      id,
      name: frame.isOver ? `end of program, after ${text}` : text,
      line,
      column: range.column + this.client.firstColumn,
      endLine: range.endLine - 1 + this.client.firstLine,
      endColumn: range.endColumn + this.client.firstColumn,
      source: this.sources.programSource(this.debug.program.file),
    };
  }

  private variable({ name, value, type, address, expression, place, children }: Variable): DebugProtocol.Variable {
    return {
      name,
      value,
      ...(children === undefined ? { variablesReference: 0 } : this.childrenOf(children)),
      ...(type !== undefined && this.client.hasTypes ? { type } : {}),
      ...(address !== undefined && this.client.hasMemory ? { memoryReference: `0x${address.toString(16)}` } : {}),
      ...(expression === undefined ? {} : { evaluateName: expression }),
      ...(place === undefined ? { presentationHint: { attributes: ['readOnly'] } } : {}),
    };
  }

  private childrenOf(children: Children): {
    variablesReference: number;
    namedVariables?: number;
    indexedVariables?: number;
  } {
    const variablesReference = children.namedCount + children.indexedCount === 0 ? 0 : this.variables.add(children);
    if (!this.client.hasPaging) return { variablesReference };
    return { variablesReference, namedVariables: children.namedCount, indexedVariables: children.indexedCount };
  }
}

/** `still` refuses while the program runs; `any` is undefined until one is loaded: which CPUs there are can be asked at any time. */
export function inspectionHandlers(
  still: () => Inspection,
  any: () => Inspection | undefined,
): readonly (readonly [string, Handler])[] {
  return [
    ['threads', handle(requestArguments.none, () => ({ body: { threads: any()?.threads() ?? [] } }))],
    ['stackTrace', handle(requestArguments.stackTrace, (args) => ({ body: still().stackTrace(args) }))],
    ['scopes', handle(requestArguments.scopes, (args) => ({ body: still().scopes(args) }))],
    ['variables', handle(requestArguments.variables, (args) => ({ body: still().variablesOf(args) }))],
    ['exceptionInfo', handle(requestArguments.none, () => ({ body: still().exceptionInfo() }))],
    ['readMemory', handle(requestArguments.readMemory, (args) => ({ body: still().readMemory(args) }))],
  ];
}

const onBranch = ({ name, origin }: Branch): string => (origin === undefined ? '' : ` [${name}]`);

function stale(what: string): RequestError {
  return new RequestError(STALE_REFERENCE, `This ${what} belongs to an earlier stop: ask for the stack again.`);
}
