// What a run has to say as it goes: output of `print`, results of expectations, findings; each told once, however often it is passed.
import type { Finding, Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import { endOf } from './position';
import type { Stop } from './stop';

export interface News {
  readonly kind: 'output' | 'expectation' | Finding['kind'];
  readonly isBad: boolean;
  readonly text: string;
  /** Line of the scenario. */
  readonly line: number;
}

export class NewsReader {
  /** `told`: operations whose news are known from elsewhere. */
  constructor(
    private readonly run: RecordedRun,
    private told = 0,
  ) {}

  /** News of the operations that have ended by `stop`, and of the one that it stopped for, not told before. */
  upTo(stop: Stop): readonly News[] {
    const isOver = (operation: Operation): boolean =>
      endOf(operation) <= stop.step || operation.index === stop.found?.operation.index;
    const news: News[] = [];
    for (
      let next = this.run.operations[this.told];
      next !== undefined && isOver(next);
      next = this.run.operations[this.told]
    ) {
      news.push(...newsOf(next));
      this.told++;
    }
    return news;
  }
}

function newsOf({ statement, output, expectation, findings }: Operation): readonly News[] {
  const line = statement.range.line;
  const printed = output.map((text): News => ({ kind: 'output', isBad: false, text, line }));
  const found = findings.map(({ kind, code, message }): News => ({
    kind,
    isBad: kind !== 'warning',
    text: `${code}: ${message}`,
    line,
  }));
  const held =
    expectation?.ok === true
      ? [{ kind: 'expectation', isBad: false, text: `ok: ${expectation.text}`, line } as const]
      : [];
  const isTold = findings.some(({ kind }) => kind === 'expectation');
  const failed =
    expectation?.ok === false && !isTold
      ? [{ kind: 'expectation', isBad: true, text: `failed: ${expectation.text}: ${expectation.found}`, line } as const]
      : [];
  return [...printed, ...held, ...failed, ...found];
}
