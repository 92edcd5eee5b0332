// Requests that move the cursor: the protocol's, and ours for what it has no request for. Each is answered at once; where the run stops is told in an event.
import type { Debugger } from '../../core/debug/debugger';
import type { Move, Outcome } from '../../core/debug/move';
import {
  seekBookmark,
  seekData,
  seekHit,
  seekLabel,
  seekLine,
  seekShare,
  seekStep,
  seekTruth,
  type SeekOutcome,
} from '../../core/debug/seeks';
import type { Search } from '../../core/debug/search';
import type { Position } from '../../core/debug/position';
import { parseTarget } from '../../core/debug/dataTarget';
import { cursorGoal, standingPlace } from '../../core/debug/stepGoal';
import type { Schema } from '../../core/protocol/schema';
import type { Branching } from './branchRequests';
import { moveCpu } from './cpuRequests';
import { requestArguments, type RequestArguments, type SeekTo } from './requestArguments';
import { NO_SUCH_SOURCE, RequestError } from './requestError';
import { handle, type Answer, type Handler } from './requestServer';
import type { Moving } from './moving';
import { notThere } from './sought';
import { Targets } from './targets';
import { cpuOf } from './threads';

export function moveHandlers(moving: Moving, branching: Branching): readonly (readonly [string, Handler])[] {
  const { still, move } = moving;
  const simple = (action: Move, body?: object): Answer => {
    const { debug } = still();
    return move(() => debug.move(action), body);
  };
  const ofCpu = (action: Move, threadId: number | undefined, body?: object): Promise<Answer> =>
    moveCpu(moving, branching, threadId, (debug) => debug.move(action), body);
  const targets = new Targets(moving);
  const ofThread = <T extends { readonly threadId: number | undefined }>(
    schema: Schema<T>,
    answer: (args: T) => Answer | Promise<Answer>,
  ): Handler =>
    handle(schema, (args) => {
      if (args.threadId !== undefined) cpuOf(still().debug, args.threadId);
      return answer(args);
    });
  return [
    [
      'continue',
      ofThread(requestArguments.move, ({ singleThread, threadId }) =>
        singleThread === true
          ? ofCpu('continueCpu', threadId, { allThreadsContinued: false })
          : simple('continue', { allThreadsContinued: true }),
      ),
    ],
    ['reverseContinue', ofThread(requestArguments.move, () => simple('reverseContinue'))],
    [
      'next',
      ofThread(requestArguments.move, ({ granularity, threadId }) =>
        ofCpu(isWord(granularity) ? 'nextWrite' : 'next', threadId),
      ),
    ],
    [
      'stepIn',
      ofThread(requestArguments.stepIn, (args) => moveCpu(moving, branching, args.threadId, stepIn(targets, args))),
    ],
    ['stepOut', ofThread(requestArguments.move, ({ threadId }) => ofCpu('stepOut', threadId))],
    [
      'stepBack',
      ofThread(requestArguments.move, ({ granularity }) => simple(isWord(granularity) ? 'previousWrite' : 'stepBack')),
    ],
    ['stepInTargets', handle(requestArguments.stepInTargets, ({ frameId }) => targets.stepIn(frameId))],
    ['gotoTargets', handle(requestArguments.gotoTargets, ({ source, line }) => targets.goto(source, line))],
    ['goto', handle(requestArguments.goto, ({ targetId }, cancelled) => goTo(moving, targets, targetId, cancelled))],
    ['restartFrame', handle(requestArguments.restartFrame, ({ frameId }) => restartFrame(moving, frameId))],
    [
      'vswap/move',
      ofThread(requestArguments.vswapMove, ({ move: action, threadId }) =>
        ownMove(moving, branching, action, threadId),
      ),
    ],
    ['vswap/seek', handle(requestArguments.vswapSeek, ({ to }, cancelled) => seek(moving, to, cancelled))],
    ['vswap/runTo', handle(requestArguments.vswapRunTo, (args) => runTo(moving, args))],
  ];
}

/** The smallest step that the protocol knows is one write of a word here. */
const isWord = (granularity: RequestArguments<'move'>['granularity']): boolean => granularity === 'instruction';

function stepIn(
  targets: Targets,
  { targetId, granularity }: RequestArguments<'stepIn'>,
): (debug: Debugger) => Promise<Outcome> {
  if (targetId === undefined) return (debug) => debug.move(isWord(granularity) ? 'nextWrite' : 'stepIn');
  const name = targets.functionOf(targetId);
  return (debug) => debug.stepInto(name);
}

function goTo({ still, sought }: Moving, targets: Targets, targetId: number, cancelled: AbortSignal): Promise<Answer> {
  const { debug } = still();
  const { place, direction } = targets.placeOf(targetId);
  return sought(() => debug.seek((search, from) => seekLine(search, from, place, direction)), cancelled);
}

/** To where the frame began: the function's first step, or the statement. */
function restartFrame({ still, move }: Moving, frameId: number): Answer {
  const { debug, inspection } = still();
  const depth = inspection.depthOf(frameId);
  const { cpu } = inspection.frameOf(frameId);
  return move(() => debug.restartFrame(depth, cpu));
}

const OF_ONE_CPU: ReadonlySet<Move> = new Set<Move>(['nextStatement', 'nextWrite', 'continueCpu']);

function ownMove(
  moving: Moving,
  branching: Branching,
  move: Move,
  threadId: number | undefined,
): Answer | Promise<Answer> {
  const { jump, still } = moving;
  const { debug } = still();
  return OF_ONE_CPU.has(move)
    ? moveCpu({ ...moving, move: jump }, branching, threadId, (one) => one.move(move))
    : jump(() => debug.move(move));
}

async function seek({ still, sought }: Moving, to: SeekTo, cancelled: AbortSignal): Promise<Answer> {
  const { debug } = still();
  return sought(() => debug.seek((search, from) => find(debug, search, from, to)), cancelled);
}

function find(debug: Debugger, search: Search, from: Position, to: SeekTo): Promise<SeekOutcome> {
  switch (to.kind) {
    case 'step':
      return seekStep(search, to.step);
    case 'percent':
      return seekShare(search, to.percent);
    case 'label':
      return seekLabel(search, from, to.name);
    case 'bookmark': {
      const bookmark = debug.bookmarks.get(to.name);
      return bookmark === undefined ? nowhere(`There is no bookmark "${to.name}".`) : seekBookmark(search, bookmark);
    }
    case 'hit':
      return seekHit(search, from, signOf(to.direction));
    case 'data': {
      const parsed = parseTarget(to.target, search.run.view);
      if (parsed.kind === 'problem') return nowhere(parsed.message);
      return seekData(search, from, parsed.target, to.access ?? 'write', signOf(to.direction));
    }
    case 'truth':
      return seekTruth(search, from, to.expression, signOf(to.direction));
  }
}

const signOf = (direction: 'forward' | 'backward'): 1 | -1 => (direction === 'forward' ? 1 : -1);
const nowhere = (reason: string): Promise<SeekOutcome> => Promise.resolve({ kind: 'nowhere', reason });

function runTo({ still, jump, placeOf }: Moving, { source, line, direction }: RequestArguments<'vswapRunTo'>): Answer {
  const { debug } = still();
  const asked = placeOf(source, line);
  if (asked === undefined) throw new RequestError(NO_SUCH_SOURCE, 'That document is not what is being debugged.');
  const place = standingPlace(debug.program, debug.sources, asked);
  if (place === undefined) throw notThere(`From line ${line} on there is nothing that the run could stop at.`);
  return jump(() => debug.runTo(cursorGoal(place), signOf(direction)));
}
