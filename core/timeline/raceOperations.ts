// A race that has been recorded, as operations: one for each time that a CPU took its turn, since a statement can run in several pieces with others between them.
import type { KernelAssertionError } from '../mm/kernel.js';
import { newOutcome, type Finding } from '../scenario/outcome.js';
import { stepIndex } from '../word/brand.js';
import type { OfRace, Operation } from './moment.js';
import type { Part, Race } from './race.js';

/** Steps that one CPU took in a row, in one statement. */
export interface TurnTaken {
  readonly part: Part;
  /** Within the race. */
  readonly firstStep: number;
  readonly firstWrite: number;
}

export interface Ended {
  readonly operation: Operation;
  /** Those of the operation, to be added to. */
  readonly findings: Finding[];
  /** A condition of the kernel that did not hold in its last step. */
  readonly stopped: KernelAssertionError | undefined;
}

/** `whole`: the race as one operation. What the race itself found is told with the last one. */
export function raceOperations(
  { findings, ...whole }: Omit<Operation, 'findings'> & { readonly findings: readonly Finding[] },
  { race }: Race,
  turns: readonly TurnTaken[],
): readonly Ended[] {
  const { index, variables, cpu, firstStep, firstWrite, interrupts } = whole;
  const ofAll: OfRace['whole'] = {
    ...{ index, statement: race, variables, cpu, firstStep, firstWrite },
    ...(interrupts === undefined ? {} : { interrupts }),
  };
  const begun = new Set<Part>();
  return turns.map((turn, i) => {
    const { part } = turn;
    const next = turns[i + 1];
    const continues = turns.some((later, n) => n > i && later.part === part);
    const resumes = begun.has(part);
    begun.add(part);
    const outcome = continues ? newOutcome() : part.outcome;
    if (next === undefined) outcome.findings.push(...findings);
    const { output, expectation, expectedLosses } = outcome;
    const operation: Operation = {
      ...{ index: index + i, statement: part.statement, variables: part.variables, cpu: part.cpu },
      firstStep: stepIndex(firstStep + turn.firstStep),
      stepCount: (next?.firstStep ?? whole.stepCount) - turn.firstStep,
      firstWrite: turn.firstWrite,
      writeCount: (next?.firstWrite ?? firstWrite + whole.writeCount) - turn.firstWrite,
      ...{ output, expectation, expectedLosses, findings: outcome.findings },
      race: { whole: ofAll, resumes, continues },
    };
    return { operation, findings: outcome.findings, stopped: continues ? undefined : part.stopped };
  });
}
