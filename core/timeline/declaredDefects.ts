// Laws that a scenario says a known defect of its kernel breaks: the first break of each is told, as a warning; it is the story, not a failure.
import type { Finding } from '../scenario/outcome.js';

/** Lives as long as the run that it belongs to; operations are recorded once, so each break is seen once. */
export class DeclaredDefects {
  readonly #waiting: Set<string>;
  readonly #declared: ReadonlySet<string>;

  constructor(laws: readonly string[]) {
    this.#declared = new Set(laws);
    this.#waiting = new Set(laws);
  }

  get unbroken(): readonly string[] {
    return [...this.#waiting];
  }

  /** The findings of one operation: of a declared law the first one, as a warning; others stay as they are. */
  asDeclared(findings: readonly Finding[]): readonly Finding[] {
    return findings.flatMap((finding) => {
      const { law } = finding;
      if (law === undefined || !this.#declared.has(law)) return [finding];
      if (!this.#waiting.delete(law)) return [];
      return [{ ...finding, kind: 'warning' as const, message: `As this scenario says, ${finding.message}` }];
    });
  }
}
