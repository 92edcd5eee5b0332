// What is typed: expressions and queries in watches, hovers and the console, lines of the console that begin with `break`, and what can come next there.
import type { DebugProtocol } from '@vscode/debugprotocol';
import { consoleCommand, type ConsoleCommand } from '../../core/debug/breakCommand';
import { branchesNamed } from '../../core/debug/branchCompletions';
import type { Completion } from '../../core/debug/completion';
import { completionsAt } from '../../core/debug/completions';
import { inFrame } from '../../core/debug/localVariables';
import { branchConsole, type Branching } from './branchRequests';
import { senseless } from './dataRequests';
import type { Client } from './inspection';
import { ownText, type OwnBreakpoints } from './ownBreakpoints';
import { requestArguments, type RequestArguments } from './requestArguments';
import { NO_VALUE, RequestError } from './requestError';
import { handle, type Answer, type Handler } from './requestServer';

interface Console extends Branching {
  readonly own: OwnBreakpoints;
  readonly client: () => Client;
}

export function consoleHandlers(typed: Console): readonly (readonly [string, Handler])[] {
  const { own } = typed;
  return [
    ['evaluate', handle(requestArguments.evaluate, (args, cancelled) => evaluate(typed, args, cancelled))],
    ['completions', handle(requestArguments.completions, (args) => ({ body: completions(typed, args) }))],
    [
      'vswap/breakpoints',
      handle(requestArguments.vswapBreakpoints, ({ breakpoints }) => {
        if (breakpoints !== undefined) own.replace(breakpoints);
        return { body: { breakpoints: own.list } };
      }),
    ],
  ];
}

/** What changes something begins a branch: the run stays as it is. */
async function evaluate(typed: Console, args: RequestArguments<'evaluate'>, cancelled: AbortSignal): Promise<Answer> {
  const { own } = typed;
  const { debug, inspection } = typed.still();
  const branch = args.context === 'repl' ? await branchConsole(typed, args, cancelled) : undefined;
  if (branch !== undefined)
    return 'ask' in branch ? { body: await inspection.evaluate({ ...args, expression: branch.ask }) } : branch;
  const command = args.context === 'repl' ? consoleCommand(args.expression, debug.sources) : undefined;
  if (command !== undefined) {
    const frame = args.frameId === undefined ? undefined : inspection.frameOf(args.frameId);
    const text = obey(own, command, {
      fixed: (target) => inFrame(debug.run.view, frame, target),
      senseless: (target) => senseless(debug, target),
    });
    return { body: { result: text, variablesReference: 0 } };
  }
  return { body: await inspection.evaluate(args) };
}

interface Watchable {
  /** What a watched expression means now, locals of the frame written out. */
  readonly fixed: (target: string) => string;
  /** Why it means nothing now. */
  readonly senseless: (target: string) => string | undefined;
}

function obey(own: OwnBreakpoints, command: ConsoleCommand, { fixed, senseless }: Watchable): string {
  switch (command.kind) {
    case 'problem':
      throw new RequestError(NO_VALUE, command.message);
    case 'list':
      return own.list.length === 0 ? 'No breakpoints of this list.' : own.list.map(ownText).join('\n');
    case 'delete': {
      const gone = own.remove(command.id);
      if (gone === 0 && command.id !== 'all')
        throw new RequestError(NO_VALUE, `There is no breakpoint ${command.id} in this list: "breaks" shows it.`);
      return gone === 1 ? 'One breakpoint deleted.' : `${gone} breakpoints deleted.`;
    }
    case 'break': {
      const { asked } = command;
      const added = own.add(asked.kind === 'data' ? { ...asked, target: fixed(asked.target) } : asked);
      if (added === undefined) throw new RequestError(NO_VALUE, 'There are too many breakpoints: delete some.');
      const doubt = added.kind === 'data' && added.verified ? senseless(added.target) : undefined;
      return doubt === undefined ? ownText(added) : `${ownText(added)}\nIt stops nothing as things are: ${doubt}`;
    }
  }
}

const TYPES: Readonly<Record<string, DebugProtocol.CompletionItemType>> = {
  function: 'function',
  field: 'field',
  variable: 'variable',
  module: 'module',
  keyword: 'keyword',
  branch: 'reference',
};

/** Columns count as the client counts, in UTF-16 units; of several lines, the last one. */
function completions(
  { still, client }: Console,
  { text, column, frameId }: RequestArguments<'completions'>,
): DebugProtocol.CompletionsResponse['body'] {
  const { debug, inspection, branches } = still();
  const { firstColumn: first, isVSCode } = client();
  const frame = frameId === undefined ? undefined : inspection.frameOf(frameId);
  const local = frame?.kind === 'kernel' ? frame.frame : undefined;
  const typed = text.slice(0, Math.max(column - first, 0));
  const { start, found } = completionsAt(debug.run.view, debug.sources, local, branchesNamed(branches), typed);
  return {
    targets: found.map(({ label, kind, detail, insert }): DebugProtocol.CompletionItem => {
      const type = TYPES[kind];
      return {
        label,
        // VS Code 1.100 takes it for a place to filter from, counted from 0, and then offers next to nothing; the length alone serves it.
        ...(isVSCode ? {} : { start: start + first }),
        length: typed.length - start,
        ...(type === undefined ? {} : { type }),
        ...(detail === undefined ? {} : { detail }),
        ...(insert === undefined ? {} : insertion(insert)),
      };
    }),
  };
}

function insertion({ text, selected }: NonNullable<Completion['insert']>): Partial<DebugProtocol.CompletionItem> {
  if (selected === undefined) return { text };
  return { text, selectionStart: text.indexOf(selected), selectionLength: selected.length };
}
