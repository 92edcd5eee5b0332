// Steps of one CPU of a race: where the record would have another one go on, the run that is looked at becomes one with the order that was asked for.
import { orderFor } from '../../core/debug/raceOrder';
import type { Debugger } from '../../core/debug/debugger';
import type { Outcome } from '../../core/debug/move';
import { branchList } from './branchTexts';
import type { Branching } from './branchRequests';
import type { Moving } from './moving';
import { BRANCH_REFUSED, CPU_WAITS, RequestError } from './requestError';
import type { Answer } from './requestServer';

type Action = (debug: Debugger) => Promise<Outcome>;

/** `threadId`: whose step it is; undefined: that of the CPU that is about to go on. Refused when that CPU is done or waits for another. */
export async function moveCpu(
  { still, move }: Moving,
  { busy, enter, tell, still: standing }: Branching,
  threadId: number | undefined,
  action: Action,
  body?: object,
): Promise<Answer> {
  const { debug } = still();
  const { moment } = debug;
  if (moment?.operation.race === undefined) return move(() => action(debug), body);
  const cpu = threadId === undefined ? moment.cpu : threadId - 1;
  const order = orderFor(moment, cpu);
  if (order.kind === 'recorded') return move(() => action(debug), body);
  if (order.kind === 'problem') throw new RequestError(CPU_WAITS, order.message, true);
  const { branches } = standing();
  const before = branches.all.length;
  const begun = await busy(() => branches.reorder(order.turns, order.text));
  if (begun.kind === 'refused') throw new RequestError(BRANCH_REFUSED, begun.reason, true);
  const { branch } = begun;
  const after = async (): Promise<void> => {
    if (branches.all.length !== before) tell(branchList(branches));
    await enter(branch, () => action(branch.debug));
  };
  // The order is another one already: the step is made, as any other one that is taken back.
  return { body, after, dropped: after };
}
