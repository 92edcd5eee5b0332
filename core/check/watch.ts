// What a scenario's run is watched for beside the laws: the contents of all pages. A loss is told with the step that caused it, and with what is known of it.
import type { Kernel } from '../mm/kernel.js';
import type { Finding } from '../scenario/outcome.js';
import { programNames } from '../scenario/programNames.js';
import { wholeOf, type Frame } from '../timeline/moment.js';
import type { RecordedRun } from '../timeline/recordedRun.js';
import type { TimelineOptions } from '../timeline/recorder.js';
import type { InSlices } from './inSlices.js';
import { knownLoss } from './knownLosses.js';
import { findLosses, type Loss } from './losses.js';
import { Wholeness } from './wholeness.js';

/** Pages of one statement whose loss is told one by one; the others are named with the last of them. */
const MOST_TOLD = 4;

/** The same options, and where laws are looked at after each statement the contents of all pages are too. */
export function watching(options: TimelineOptions): TimelineOptions {
  if (options.check === undefined) return options;
  let last: Wholeness | undefined;
  const wholenessOf = (k: Kernel): Wholeness => (last?.of === k ? last : (last = new Wholeness(k)));
  const check: TimelineOptions['check'] = (k, run) => [
    ...(options.check?.(k, run) ?? []),
    ...checkContents(k, run, wholenessOf(k)),
  ];
  function* prepareCheck(k: Kernel): InSlices<void> {
    yield* options.prepareCheck?.(k) ?? [];
    yield* wholenessOf(k).look();
  }
  return { ...options, check, prepareCheck };
}

/** Findings of kind `loss` (VS0422) for pages that the last operation of the run lost. `wholeness` of the kernel spares looking at all pages as long as none is lost. */
export function checkContents(k: Kernel, run: RecordedRun, wholeness?: Wholeness): readonly Finding[] {
  if (wholeness?.isWhole() === true) return [];
  const last = run.operations.at(-1);
  const since = last === undefined ? 0 : wholeOf(last).firstWrite;
  const lost = findLosses(k, programNames(run.program), since, MOST_TOLD);
  return lost
    .slice(0, MOST_TOLD)
    .map((loss, i) => told(k, run, loss, i === MOST_TOLD - 1 ? lost.slice(MOST_TOLD) : []));
}

function told(k: Kernel, run: RecordedRun, loss: Loss, others: readonly Loss[]): Finding {
  const more = others.length === 0 ? '' : `, and so are ${others.length} more pages`;
  const moment = loss.write === undefined ? undefined : run.moment(run.stepOfWrite(loss.write));
  const stack = functionsOf(moment?.frame);
  const known = knownLoss(k, { ...loss, stack });
  const text = moment?.frame === undefined ? '' : `, "${moment.frame.text}"`;
  const by =
    moment === undefined
      ? ''
      : ` The last copy went in step ${moment.step} (write ${loss.write ?? 0}${text}) of ${stack.length === 0 ? 'the statement itself' : stack.join(' < ')}.`;
  const verdict =
    known === undefined
      ? ' No such loss is known of this kernel.'
      : ` Known of this kernel (facts ${known.facts}): ${known.why}. If the scenario means it, let it say: expect ${loss.page} is lost.`;
  return {
    kind: 'loss',
    code: 'VS0422',
    message: `${loss.page} is lost${more}: ${loss.what}.${by}${verdict}`,
    pages: [loss, ...others].map(({ page }) => page),
    isKnown: known !== undefined,
  };
}

/** From the innermost out. */
function functionsOf(frame: Frame | undefined): readonly string[] {
  const names: string[] = [];
  for (let at = frame; at !== undefined; at = at.parent) names.push(at.name);
  return names;
}
