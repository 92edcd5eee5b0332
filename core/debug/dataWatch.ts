// Finds when watched data is written, changes or is read, in one operation of the record at a time, in either direction of time.
import type { Operation } from '../timeline/moment';
import type { RecordedRun } from '../timeline/recordedRun';
import { stepIndex } from '../word/brand';
import { actorText, changeText, targetText, watchedValue } from './dataChange';
import type { DataTarget } from './dataTarget';
import { breathe, prepared, SLICE_STEPS, stepOfWrite, type Control } from './patience';
import type { Point } from './point';
import { endOf, lastWriteOf, type Position } from './position';
import { wordOfExpression } from './readableWord';
import { ValueWatch, type ValueChange } from './valueWatch';

/** Something happened in step `step`: forwards the run stops after it, backwards before it. */
export interface DataHit {
  readonly point: Point;
  readonly step: number;
  /** `changed from A to B`, with who did it. */
  readonly what: string;
  /** The operation in which an allocation failed, when that is what the watch is for. */
  readonly failed: Operation | undefined;
}

/** Sites of injected faults at which something is not allocated or not charged. */
const FAILED_ALLOCATION = / (alloc|charge)$/;

/** One data breakpoint during one search, which goes on in one direction. */
export class DataWatch {
  private readonly values: ValueWatch | undefined;

  constructor(
    private readonly run: RecordedRun,
    readonly point: Point,
    private readonly target: DataTarget,
    private readonly control: Control,
    private readonly purpose: 'breakpoint' | 'failure' = 'breakpoint',
  ) {
    this.values = target.kind === 'expression' ? new ValueWatch(run, target.spelling, control) : undefined;
  }

  /** The first hit in the operation's steps from `from` on. */
  async next(operation: Operation, from: Position): Promise<DataHit | undefined> {
    const written = this.isFor('write') ? await this.nextWrite(operation, from) : undefined;
    const read = this.isFor('read') ? await this.read(operation, from.step, endOf(operation) - 1, 1) : undefined;
    return read !== undefined && (written === undefined || read.step < written.step) ? read : written;
  }

  /** The last hit in the operation's steps before `before`. */
  async previous(operation: Operation, before: Position): Promise<DataHit | undefined> {
    const written = this.isFor('write') ? await this.previousWrite(operation, before) : undefined;
    const read = this.isFor('read') ? await this.read(operation, operation.firstStep, before.step - 1, -1) : undefined;
    return read !== undefined && (written === undefined || read.step > written.step) ? read : written;
  }

  private isFor(access: 'read' | 'write'): boolean {
    const { place } = this.point;
    return place.kind === 'data' && (place.access === access || place.access === 'readWrite');
  }

  private async nextWrite(operation: Operation, from: Position): Promise<DataHit | undefined> {
    if (this.values !== undefined) return this.changed(await this.values.next(operation, from));
    const end = lastWriteOf(operation);
    const { target, run } = this;
    if (target.kind !== 'words') return undefined;
    for (let at = from.write; ;) {
      const write = run.nextWrite(target.first, at, target.last);
      if (write === undefined || write >= end) return undefined;
      const what = this.written(write);
      if (what !== undefined) return this.hit(await stepOfWrite(run, write, this.control), what);
      at = write + 1;
      if (write % SLICE_STEPS === 0) await breathe(this.control);
    }
  }

  private async previousWrite(operation: Operation, before: Position): Promise<DataHit | undefined> {
    if (this.values !== undefined) return this.changed(await this.values.previous(operation, before));
    const { target, run } = this;
    if (target.kind !== 'words') return undefined;
    for (let at = before.write; ;) {
      const write = run.previousWrite(target.first, at, target.last);
      if (write === undefined || write < operation.firstWrite) return undefined;
      const what = this.written(write);
      if (what !== undefined) return this.hit(await stepOfWrite(run, write, this.control), what);
      at = write;
      if (write % SLICE_STEPS === 0) await breathe(this.control);
    }
  }

  /** undefined: the field that is watched stayed the same. */
  private written(write: number): string | undefined {
    const { target, run } = this;
    if (target.kind !== 'words') return undefined;
    if (this.purpose === 'failure') {
      const site = run.faultStruck(write);
      return site !== undefined && FAILED_ALLOCATION.test(site) ? `the injected fault "${site}" struck` : undefined;
    }
    const { kernel } = run.program.machine;
    const change = run.change(write);
    const before = watchedValue(target, change.old, kernel);
    const after = watchedValue(target, change.new, kernel);
    if (target.field !== undefined && before === after) return undefined;
    return `${targetText(run.view, target, change.index)} was written ${changeText(before ?? 'nothing', after ?? 'nothing')}`;
  }

  private changed(change: ValueChange | undefined): Promise<DataHit> | undefined {
    if (change === undefined) return undefined;
    return this.hit(change.step, `${this.target.spelling} changed ${changeText(change.before, change.after)}`);
  }

  /** Reads in steps `low`..`high`: the first one, or the last. */
  private async read(operation: Operation, low: number, high: number, direction: 1 | -1): Promise<DataHit | undefined> {
    const { run } = this;
    const words = this.target.kind === 'words' ? this.target : await this.wordOf(operation);
    if (words === undefined) return undefined;
    let reads = run.reads(operation, [words], SLICE_STEPS);
    for (; reads === undefined; reads = run.reads(operation, [words], SLICE_STEPS)) await breathe(this.control);
    const within = reads.filter(({ step }) => step >= low && step <= high);
    const found = direction === 1 ? within[0] : within.at(-1);
    return found && this.hit(found.step, `${targetText(run.view, this.target, found.index)} was read`);
  }

  /** An expression is read when kernel code reads the word that it names where the operation begins. */
  private async wordOf(operation: Operation): Promise<{ readonly first: number; readonly last: number } | undefined> {
    await prepared(this.run, operation.firstStep, this.control);
    this.run.seek(operation.firstStep);
    const word = wordOfExpression(this.run, this.target.spelling, operation.variables);
    return word === undefined ? undefined : { first: word, last: word };
  }

  private async hit(step: number, what: string): Promise<DataHit> {
    await prepared(this.run, step, this.control);
    const moment = this.run.moment(stepIndex(step));
    const failed = this.purpose === 'failure' ? moment.operation : undefined;
    return { point: this.point, step, what: `${what} by ${actorText(moment)}`, failed };
  }
}
