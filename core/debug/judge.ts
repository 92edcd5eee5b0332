// Whether a breakpoint that the run has come to is due: its condition, its hit count, and what a log point says instead of stopping.
import type { RecordedRun } from '../timeline/recordedRun';
import type { Moment } from '../timeline/moment';
import { stepIndex } from '../word/brand';
import type { PointSet } from './breakpoints';
import { unsetLocal } from './conditionLocals';
import type { HitHistory } from './hitHistory';
import { localVariable, withLocals } from './localVariables';
import { prepared, type Control } from './patience';
import type { Point } from './point';
import type { Due } from './stop';

/** A breakpoint at a step, before its terms were looked at. */
export interface Candidate {
  readonly point: Point;
  readonly why: string;
  /** Where a run forwards stops for it, for data right after it was touched. Hits are counted by it, and all terms are looked at there: they are the same in both directions. */
  readonly hitStep: number;
}

export class Judge {
  constructor(
    private readonly run: RecordedRun,
    private readonly history: HitHistory,
    private readonly control: Control,
    /** Knows of which conditions it is told already that they have no answer. */
    private readonly points: Pick<PointSet, 'isUntold'>,
  ) {}

  /** The candidates that stop the run; log points say what they have to say. Leaves memory anywhere. */
  async due(candidates: readonly Candidate[]): Promise<readonly Due[]> {
    const due: Due[] = [];
    for (const { point, why, hitStep } of candidates) {
      if (point.condition !== undefined && !(await this.holds(hitStep, point, point.condition))) continue;
      const hit = point.hits === undefined ? undefined : await this.history.ordinal(point, hitStep, this.control);
      if (hit !== undefined && point.hits?.(hit) !== true) continue;
      if (point.log === undefined) due.push({ point, why: hit === undefined ? why : `${why} (hit ${hit})` });
      else await this.log(hitStep, point.log);
    }
    return due;
  }

  private async holds(step: number, point: Point, condition: string): Promise<boolean> {
    const moment = await this.seek(step);
    const { holds, problem, text } = this.run.ask(this.inFrame(condition, moment), moment.operation.variables);
    if (holds === undefined && this.points.isUntold(point)) {
      const why = this.unset(condition, moment) ?? problem ?? `${text ?? 'nothing'} is neither true nor false`;
      this.control.log(
        `The condition "${condition}" has no answer here, so it does not hold: ${why}`,
        this.line(moment),
      );
    }
    return holds === true;
  }

  private async log(step: number, parts: NonNullable<Point['log']>): Promise<void> {
    const moment = await this.seek(step);
    const text = parts.map((part) => {
      if (part.kind === 'text') return part.text;
      const local = this.localOf(part.text, moment);
      if (local !== undefined) return local;
      const { text: value, problem } = this.run.ask(this.inFrame(part.text, moment), moment.operation.variables);
      return value ?? `<${this.unset(part.text, moment) ?? problem ?? 'no value'}>`;
    });
    this.control.log(text.join(''), this.line(moment));
  }

  private async seek(step: number): Promise<Moment> {
    await prepared(this.run, step, this.control);
    this.run.seek(stepIndex(step));
    return this.run.moment(stepIndex(step));
  }

  /** As the Locals scope shows it, of an entry only the slot's name. */
  private localOf(text: string, { frame }: Moment): string | undefined {
    const { view, program } = this.run;
    const local = frame && localVariable(view, program.machine.kernel, frame, text.trim(), false);
    return local?.expression ?? local?.value;
  }

  private inFrame(text: string, { frame }: Moment): string {
    return frame === undefined ? text : withLocals(this.run.view, frame, text);
  }

  private unset(text: string, { frame, operation }: Moment): string | undefined {
    return frame === undefined ? undefined : unsetLocal(frame, text, operation.variables);
  }

  private line({ operation }: Moment): number {
    return operation.statement.range.line;
  }
}
