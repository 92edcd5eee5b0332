// Statements about devices as a whole that can be refused: swapoff, hibernation and its end.
import { find_first_swap, hibernation_device, swsusp_close, swsusp_write } from '../mm/hibernate.js';
import { enter, type Model } from '../mm/step.js';
import { swapoff } from '../mm/swapoff.js';
import { NULL_INDEX } from '../memory/regions.js';
import type { Variables } from './evaluate.js';
import type { Statement } from './program.js';
import { count, deviceNamed, EINVAL, type RunContext, StatementError } from './runContext.js';

const EINTR = 4;
const EBUSY = 16;
const ENODEV = 19;

export function* takeOff(run: RunContext, device: string): Model<void> {
  const errno = -(yield* enter(run.k, swapoff, deviceNamed(run, device)));
  if (errno === 0) return;
  const [code, why] =
    errno === EBUSY
      ? (['VS0416', 'a hibernation image is on it'] as const)
      : errno === EINVAL
        ? (['VS0416', 'another CPU is switching it on or off'] as const)
        : errno === EINTR
          ? ([
              'VS0416',
              hibernation_device(run.k) === NULL_INDEX
                ? 'some of its slots stay in use, for what refers to them names another device'
                : 'while storage is suspended nothing leaves the swap cache',
            ] as const)
          : (['VS0407', 'no memory to read back what is on it'] as const);
  throw new StatementError(code, `swapoff ${device}: ${why}; the device stays in use.`, errno);
}

export function* hibernate(
  run: RunContext,
  statement: Extract<Statement, { kind: 'hibernate' | 'resume' }>,
  variables: Variables,
): Model<void> {
  const { k, view } = run;
  if (statement.kind === 'resume') {
    if (hibernation_device(k) === NULL_INDEX)
      throw new StatementError('VS0415', 'resume: there is no hibernation image; hibernate first.', EINVAL);
    yield* enter(k, swsusp_close);
    return;
  }
  const si = statement.device === undefined ? find_first_swap(k) : deviceNamed(run, statement.device);
  const refuse = (why: string, errno: number): StatementError =>
    new StatementError('VS0414', `"${statement.text}": ${why}; nothing was written.`, errno);
  if (si === NULL_INDEX) throw refuse('no swap device is on', ENODEV);
  const errno = -(yield* enter(k, swsusp_write, si, count(run, statement.pages, variables)));
  if (errno === EBUSY) throw refuse('there is a hibernation image already', errno);
  if (errno !== 0) throw refuse(`${view.deviceName(si)} has no room for the image`, errno);
}
