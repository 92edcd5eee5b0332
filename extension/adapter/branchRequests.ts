// Branches in the protocol: setting a variable or expression begins one; requests and lines of the console list, name, compare, leave and delete them.
import type { DebugProtocol } from '@vscode/debugprotocol';
import { branchCommand, changeOf, type BranchCommand } from '../../core/debug/branchCommand';
import type { Branch, Branches } from '../../core/debug/branches';
import type { Debugger } from '../../core/debug/debugger';
import { compareBranches, type WordPage } from '../../core/debug/compareBranches';
import { comparisonLines } from '../../core/debug/comparisonText';
import type { Outcome } from '../../core/debug/move';
import { scheduleText } from '../../core/debug/raceOrder';
import { goingOn } from '../../core/debug/sentence';
import { seekStep } from '../../core/debug/seeks';
import { editOf, editOfVariable, type EditAsked } from '../../core/debug/wordEdit';
import { branchLine, branchLines, branchList, comparisonBody, type BranchList } from './branchTexts';
import type { Inspection } from './inspection';
import { requestArguments, type RequestArguments } from './requestArguments';
import { BRANCH_REFUSED, NO_VALUE, RequestError, STALE_REFERENCE } from './requestError';
import { handle, type Answer, type Handler } from './requestServer';

export interface Branching {
  readonly still: () => { readonly debug: Debugger; readonly branches: Branches; readonly inspection: Inspection };
  /** Refuses everything else meanwhile; `pause` ends it. */
  readonly busy: <T>(work: () => Promise<T>) => Promise<T>;
  /** The run that is looked at is another one from now on; then `action` moves it, and the stop is told. */
  readonly enter: (branch: Branch, action: () => Promise<Outcome>) => Promise<void>;
  /** The branches have changed, or the one that is looked at. */
  readonly tell: (body: BranchList, isRenamed?: boolean) => void;
}

export function branchHandlers(branching: Branching): readonly (readonly [string, Handler])[] {
  return [
    ['setVariable', handle(requestArguments.setVariable, (args, cancelled) => setVariable(branching, args, cancelled))],
    [
      'setExpression',
      handle(requestArguments.setExpression, (args, cancelled) => setExpression(branching, args, cancelled)),
    ],
    [
      'vswap/branches',
      handle(requestArguments.vswapBranches, (args, cancelled) => branches(branching, args, cancelled)),
    ],
    ['vswap/compareBranches', handle(requestArguments.vswapCompareBranches, (args) => compare(branching, args))],
  ];
}

/** What a line of the console does, when it is about branches or changes something; undefined: it is something else. */
export async function branchConsole(
  branching: Branching,
  { expression, frameId }: RequestArguments<'evaluate'>,
  cancelled: AbortSignal,
): Promise<Answer | { readonly ask: string } | undefined> {
  const command = branchCommand(expression);
  if (command === undefined) return undefined;
  if (command.kind === 'ask') return { ask: command.expression };
  const frame = frameId === undefined ? undefined : branching.still().inspection.frameOf(frameId);
  const change = (line: string): EditAsked => changeOf(branching.still().branches.current.debug.run, frame, line);
  const { text, ...rest } = await obey(branching, command, change, cancelled);
  return { body: { result: text, variablesReference: 0 }, ...rest };
}

interface Done extends Pick<Answer, 'after' | 'dropped'> {
  readonly text: string;
}

/** What is done at once is done, also for a client that has just lost interest. */
const anyway = (after: () => Promise<void>): Pick<Answer, 'after' | 'dropped'> => ({ after, dropped: after });

async function obey(
  branching: Branching,
  command: Exclude<BranchCommand, { readonly kind: 'ask' }>,
  change: (line: string) => EditAsked,
  cancelled: AbortSignal,
): Promise<Done> {
  const { branches: all } = branching.still();
  const tell = (): void => branching.tell(branchList(all));
  switch (command.kind) {
    case 'problem':
      throw new RequestError(NO_VALUE, command.message);
    case 'list':
      return { text: branchLines(all) };
    case 'schedule':
      return { text: scheduleText(all.current.debug.run) ?? 'No race has begun before this step.' };
    case 'change':
      return begin(branching, change(command.line), undefined, cancelled);
    case 'branch':
      return begin(branching, change(command.line), command.name, cancelled);
    case 'switch': {
      refuse(all.switchTo(command.name));
      return { text: branchLine(all.current, true), ...anyway(goBack(branching, all.current)) };
    }
    case 'rename':
      refuse(all.rename(command.name, command.to));
      branching.tell(branchList(all), true);
      return { text: branchLines(all) };
    case 'delete':
      refuse(all.delete(command.name));
      tell();
      return { text: branchLines(all) };
    case 'compare': {
      const { a, b } = pair(all, command.a, command.b);
      const page: WordPage = { start: 0, count: CONSOLE_WORDS, order: 'group' };
      const found = await branching.busy(() => compareBranches(a, b, all.commonWrite(a, b), page));
      return { text: comparisonLines(a, b, found, page.start) };
    }
  }
}

/** Words of a comparison that the console shows. */
const CONSOLE_WORDS = 20;

/** Begins a branch where the run stands; `after` goes there. A client that loses interest meanwhile gets none. */
async function begin(
  branching: Branching,
  asked: EditAsked,
  name: string | undefined,
  cancelled: AbortSignal,
): Promise<Done> {
  if (asked.kind === 'problem') throw new RequestError(NO_VALUE, asked.message);
  const { branches: all } = branching.still();
  const left = all.current;
  cancelled.addEventListener('abort', () => left.debug.cancel(), { once: true });
  const begun = await branching.busy(() => all.begin(asked.change, name));
  if (begun.kind === 'refused') throw new RequestError(BRANCH_REFUSED, begun.reason, true);
  const { branch } = begun;
  const { debug, origin } = branch;
  const move = (): Promise<Outcome> =>
    debug.seek(async (search) => {
      const sought = await seekStep(search, origin?.resumesAt ?? 0);
      if (sought.kind === 'nowhere') return sought;
      const why = `On "${branch.name}", where ${origin?.text ?? ''} has just been done before step ${origin?.step ?? 0} of the run that it left.`;
      return { kind: 'found', stop: { ...sought.stop, why } };
    });
  return {
    text: branchLine(branch, true),
    after: async () => {
      branching.tell(branchList(all));
      await branching.enter(branch, move);
    },
    dropped: () => {
      all.switchTo(left.name);
      all.delete(branch.name);
    },
  };
}

function goBack({ enter, tell, still }: Branching, branch: Branch): () => Promise<void> {
  const { branches: all } = still();
  return async () => {
    tell(branchList(all));
    const { stop } = branch.debug;
    await enter(branch, () =>
      stop === undefined
        ? branch.debug.seek((search) => seekStep(search, branch.origin?.resumesAt ?? 0))
        : Promise.resolve({
            kind: 'stopped',
            stop: { ...stop, why: `Back on "${branch.name}": ${goingOn(stop.why)}` },
          }),
    );
  };
}

function goTo({ enter, tell, still }: Branching, branch: Branch, step: number): () => Promise<void> {
  const { branches: all } = still();
  return async () => {
    tell(branchList(all));
    await enter(branch, () => branch.debug.seek((search) => seekStep(search, step)));
  };
}

async function setVariable(
  branching: Branching,
  { variablesReference, name, value }: RequestArguments<'setVariable'>,
  cancelled: AbortSignal,
): Promise<Answer> {
  const { inspection, branches: all } = branching.still();
  const found = inspection.childOf(variablesReference, name);
  if (found === undefined)
    throw new RequestError(
      STALE_REFERENCE,
      `There is no variable "${name}" here any more: ask for the variables again.`,
    );
  const frame = inspection.frameOfLocals(variablesReference);
  const { run } = all.current.debug;
  const asked = frame === undefined ? editOfVariable(run, found, value) : editOf(run, frame, name, value);
  return set(branching, asked, cancelled);
}

async function setExpression(
  branching: Branching,
  { expression, value, frameId }: RequestArguments<'setExpression'>,
  cancelled: AbortSignal,
): Promise<Answer> {
  const { inspection, branches: all } = branching.still();
  const frame = frameId === undefined ? undefined : inspection.frameOf(frameId);
  return set(branching, editOf(all.current.debug.run, frame, expression, value), cancelled);
}

async function set(branching: Branching, asked: EditAsked, cancelled: AbortSignal): Promise<Answer> {
  const { text: _line, ...rest } = await begin(branching, asked, undefined, cancelled);
  const value = asked.kind === 'change' ? asked.change.text.replace(/^.* = /, '') : '';
  const body: DebugProtocol.SetVariableResponse['body'] = { value };
  return { body, ...rest };
}

async function branches(
  branching: Branching,
  args: RequestArguments<'vswapBranches'>,
  cancelled: AbortSignal,
): Promise<Answer> {
  const { branches: all } = branching.still();
  if (args.switch !== undefined && args.step !== undefined) {
    const { step } = args;
    refuse(all.switchTo(args.switch));
    return { body: branchList(all), ...anyway(goTo(branching, all.current, step)) };
  }
  if (args.delete !== undefined && args.deep === true) {
    const { current } = all;
    refuse(all.delete(args.delete, true));
    if (all.current !== current) return { body: branchList(all), ...anyway(goBack(branching, all.current)) };
    branching.tell(branchList(all));
    return { body: branchList(all) };
  }
  const command = ((): Exclude<BranchCommand, { readonly kind: 'ask' }> => {
    if (args.begin !== undefined)
      return args.begin.name === undefined
        ? { kind: 'change', line: args.begin.line }
        : { kind: 'branch', name: args.begin.name, line: args.begin.line };
    if (args.switch !== undefined) return { kind: 'switch', name: args.switch };
    if (args.rename !== undefined) return { kind: 'rename', ...args.rename };
    return args.delete === undefined ? { kind: 'list' } : { kind: 'delete', name: args.delete };
  })();
  const change = (line: string): EditAsked => changeOf(all.current.debug.run, undefined, line);
  const { text: _lines, ...rest } = await obey(branching, command, change, cancelled);
  return { body: branchList(all), ...rest };
}

async function compare(branching: Branching, args: RequestArguments<'vswapCompareBranches'>): Promise<Answer> {
  const { branches: all } = branching.still();
  const { a, b } = pair(all, args.a, args.b);
  const isAsText = args.documents === true;
  const page: WordPage = { start: args.start ?? 0, count: args.count ?? 100, order: isAsText ? 'group' : 'address' };
  const found = await branching.busy(() => compareBranches(a, b, all.commonWrite(a, b), page));
  return { body: comparisonBody(a, b, found, page.start, isAsText) };
}

/** Two branches; where fewer are named, the present one, and the one that it left. */
function pair(all: Branches, a: string | undefined, b: string | undefined): { readonly a: Branch; readonly b: Branch } {
  const named = (name: string): Branch => {
    const found = all.named(name);
    if (found === undefined)
      throw new RequestError(BRANCH_REFUSED, `There is no branch "${name}": "branches" lists them.`);
    return found;
  };
  const { current } = all;
  if (a === undefined) return { a: current.origin?.parent ?? current, b: current };
  return b === undefined ? { a: named(a), b: current } : { a: named(a), b: named(b) };
}

function refuse(reason: string | undefined): void {
  if (reason !== undefined) throw new RequestError(BRANCH_REFUSED, reason);
}
