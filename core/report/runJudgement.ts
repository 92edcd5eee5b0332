// Whether a run went as its program says: one judgement for `vswap run` and for a debugging session that ends.
import { isDerailing } from '../recording/replayRun';
import type { Finding } from '../scenario/outcome';
import type { Operation } from '../timeline/moment';

/** No expectation failed, no law was broken, nothing was lost but what the program expects to be. */
export function areOperationsOk(operations: readonly Operation[]): boolean {
  const expected = lossesExpected(operations);
  return operations.every(
    ({ expectation, findings }) =>
      expectation?.ok !== false &&
      findings.every((finding) => !isBad(finding) || (finding.isKnown === true && isExpected(finding.pages, expected))),
  );
}

/** Warnings (an access that ends in SIGBUS) may be the story itself, unless the kernel would not have gone on. */
export const isBad = (finding: Finding): boolean => finding.kind !== 'warning' || isDerailing(finding);

/** Pages that the program expects to be lost, before or after they are. */
export const lossesExpected = (operations: readonly Operation[]): ReadonlySet<string> =>
  new Set(operations.flatMap(({ expectedLosses = [] }) => expectedLosses));

/** `pages`: those of a loss that this kernel is known for. */
export const isExpected = (pages: readonly string[] | undefined, expected: ReadonlySet<string>): boolean =>
  expected.size > 0 && pages?.every((page) => expected.has(page)) === true;
