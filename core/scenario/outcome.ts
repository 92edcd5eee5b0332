// What running a statement tells besides changing memory: findings, output, the result of an expectation.

export interface Finding {
  readonly kind: 'expectation' | 'invariant' | 'warning' | 'loss';
  /** One or two plain sentences: what was found, what was expected. */
  readonly message: string;
  /** VS code of the docs. */
  readonly code: string;
  /** Of a broken law its name, `J1`. */
  readonly law?: string;
  /** Of a loss: the pages, as a scenario names them. */
  readonly pages?: readonly string[];
  /** Of a loss: the facts say that this kernel loses data there (core/check/knownLosses.ts). */
  readonly isKnown?: boolean;
}

export interface ExpectationResult {
  readonly line: number;
  readonly text: string;
  readonly ok: boolean;
  /** What was found, in the scenario's own words. */
  readonly found: string;
}

/** Collected while one statement runs. */
export interface Outcome {
  readonly findings: Finding[];
  readonly output: string[];
  expectation: ExpectationResult | undefined;
  /** Pages that the statement, an expectation that holds, expects to be lost. */
  readonly expectedLosses: string[];
  /** errno of the statement's system call, 0 when it returned none. */
  errno: number;
}

export function newOutcome(): Outcome {
  return { findings: [], output: [], expectation: undefined, expectedLosses: [], errno: 0 };
}
