// The stops that are due between two statements: findings of the one before, the failed expectation that comes, breakpoints on its line, and data.
import type { Finding, Operation } from '../timeline/moment';
import type { PointSet } from './breakpoints';
import type { DataHit } from './dataWatch';
import { filterOf } from './findingFilter';
import type { Candidate } from './judge';
import type { Inside } from './inside';
import { dueText, findingStop, joined, pointStop, statementPlace, type Stop } from './stop';
import { dataCandidates } from './watches';

/**
 * The stop that is due where `operation` starts, `before` being the one that ran just before. A broken invariant stops where its operation has
 * ended, which is here; a failed expectation stops at the expectation itself, which changes nothing, so that what it looked at is in view.
 */
export async function stopAtStatement(
  search: Inside,
  operation: Operation,
  before: Operation | undefined,
  data: readonly DataHit[],
  direction: 1 | -1,
): Promise<Stop | undefined> {
  const { points } = search;
  const step = operation.firstStep;
  const broken = before === undefined ? undefined : stopAfter(points, before, step);
  const failed = operation.findings.find((finding) => finding.kind === 'expectation' && points.stopsOn(finding));
  const expectation = failed === undefined ? undefined : findingStop('expectation', step, failed, operation);
  const candidates = points.atStatement(operation).map((point): Candidate => {
    return { point, why: dueText(point, statementPlace(operation)), hitStep: step };
  });
  const due = candidates.length === 0 ? [] : await search.judge.due(candidates);
  return joined(broken ?? expectation, joined(await dataStop(search, step, data, direction), pointStop(step, due)));
}

/** The stop that is due because of what `operation` left behind; expectations are told before. */
export function stopAfter(points: PointSet, operation: Operation, step: number): Stop | undefined {
  const broken = operation.findings.find((finding) => finding.kind !== 'expectation' && points.stopsOn(finding));
  const reason = broken === undefined ? undefined : filterOf(broken);
  return broken === undefined || reason === undefined ? undefined : findingStop(reason, step, broken, operation);
}

/** The stop for data that was written or read by the step before `step`, or, backwards, that this step is about to write or read. */
export async function dataStop(
  { judge }: Inside,
  step: number,
  hits: readonly DataHit[],
  direction: 1 | -1,
): Promise<Stop | undefined> {
  if (hits.length === 0) return undefined;
  const failure = hits.find(({ failed }) => failed !== undefined);
  if (failure?.failed !== undefined) {
    const finding: Finding = { kind: 'warning', code: 'VS0419', message: `${failure.what}.` };
    return findingStop('allocation', step, finding, failure.failed);
  }
  return pointStop(step, await judge.due(dataCandidates(hits, direction)));
}
