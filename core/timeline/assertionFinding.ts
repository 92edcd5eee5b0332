// A condition of the kernel that did not hold, as a finding: which one, what it means, the step and the functions that were running.
import { ASSERTIONS } from '../mm/assertions.js';
import type { KernelAssertionError } from '../mm/kernel.js';
import type { Finding } from '../scenario/outcome.js';
import type { Frame, Moment } from './moment.js';

/** `moment`: of the step that was running when the condition was looked at; the statement ended there. */
export function assertionFinding({ assertion, message }: KernelAssertionError, { step, frame }: Moment): Finding {
  const { meaning } = ASSERTIONS[assertion];
  const stack: string[] = [];
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) stack.push(at.name);
  const inside = stack.length === 0 ? '' : `, in ${stack.join(' < ')}`;
  return {
    kind: 'warning',
    code: 'VS0410',
    message: `${assertion} (${meaning}): ${message}. It stopped in step ${step}${inside}.`,
  };
}
