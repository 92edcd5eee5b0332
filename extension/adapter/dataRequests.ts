// Data breakpoints in the protocol: what a variable, an address or an expression can be watched as, and the list of those that are set.
import type { DebugProtocol } from '@vscode/debugprotocol';
import { addressTarget, parseTarget } from '../../core/debug/dataTarget';
import type { Debugger } from '../../core/debug/debugger';
import { inFrame } from '../../core/debug/localVariables';
import { whyNeverAccessed } from '../../core/debug/readableWord';
import { variablesIn } from '../../core/debug/stack';
import type { BreakpointRequests } from './breakpointRequests';
import type { Inspection } from './inspection';
import { requestArguments, type RequestArguments } from './requestArguments';
import { handle, type Handler } from './requestServer';

interface Data {
  readonly still: () => { readonly debug: Debugger; readonly inspection: Inspection };
  readonly points: BreakpointRequests;
}

export function dataHandlers({ still, points }: Data): readonly (readonly [string, Handler])[] {
  return [
    ['dataBreakpointInfo', handle(requestArguments.dataBreakpointInfo, (args) => ({ body: info(still(), args) }))],
    [
      'setDataBreakpoints',
      handle(requestArguments.setDataBreakpoints, ({ breakpoints }) => {
        const asked = breakpoints.map(({ dataId, accessType, ...terms }) => ({
          target: dataId,
          access: accessType ?? ('write' as const),
          ...terms,
        }));
        return { body: { breakpoints: [...points.setData(asked)] } };
      }),
    ],
  ];
}

const ACCESSES: readonly DebugProtocol.DataBreakpointAccessType[] = ['read', 'write', 'readWrite'];

function info(
  { debug, inspection }: ReturnType<Data['still']>,
  { variablesReference, name, bytes, asAddress, frameId }: RequestArguments<'dataBreakpointInfo'>,
): DebugProtocol.DataBreakpointInfoResponse['body'] {
  const { run } = debug;
  const variable =
    variablesReference === undefined || variablesReference === 0
      ? undefined
      : inspection.childOf(variablesReference, name);
  if (variablesReference !== undefined && variablesReference !== 0 && variable === undefined)
    return { dataId: null, description: `There is no variable ${name} here any more.` };
  const variables = variablesIn(run, frameId === undefined ? undefined : inspection.frameIfThere(frameId));
  const isExpression =
    variable?.expression !== undefined && run.ask(variable.expression, variables).problem === undefined;
  const spelled =
    variable === undefined
      ? asAddress === true || /^0x[0-9a-f]+$/i.test(name)
        ? sized(name, bytes)
        : inFrame(run.view, frameId === undefined ? undefined : inspection.frameIfThere(frameId), name)
      : isExpression
        ? variable.expression
        : variable.address === undefined
          ? undefined
          : addressTarget(variable.address, bytes ?? 8);
  if (spelled === undefined)
    return {
      dataId: null,
      description: `${name} stands in no word of memory and is no expression: it cannot be watched.`,
    };
  const parsed = parseTarget(spelled, run.view);
  if (parsed.kind === 'problem') return { dataId: null, description: parsed.message };
  const { target } = parsed;
  const problem = senseless(debug, target.spelling);
  if (problem !== undefined) return { dataId: null, description: problem };
  const never = ACCESSES.map((access) => whyNeverAccessed(run, target, access, variables));
  const accessTypes = ACCESSES.filter((_, i) => never[i] === undefined);
  if (accessTypes.length === 0) return { dataId: null, description: never[0] ?? '' };
  return {
    dataId: target.spelling,
    description: target.spelling,
    accessTypes,
    canPersist: true,
  };
}

/** Why what is to be watched means nothing now. An expression without a value ("Nothing: ...") may come to have one; a name that is not there may come too, later in the run. */
export function senseless({ run, moment }: Debugger, spelling: string): string | undefined {
  const parsed = parseTarget(spelling, run.view);
  if (parsed.kind === 'problem') return parsed.message;
  if (parsed.target.kind === 'words') return undefined;
  const { text, problem = `${spelling} is no expression.` } = run.ask(spelling, moment?.operation.variables ?? {});
  return text !== undefined || problem.startsWith('Nothing: ') ? undefined : problem;
}

function sized(address: string, bytes: number | undefined): string {
  const hex = /^\d+$/.test(address) ? `0x${BigInt(address).toString(16)}` : address;
  return bytes === undefined || bytes <= 8 ? hex : `${hex}+${bytes}`;
}
