// When the value of an expression changes: it can only do so when a word is written that it was read from, so all other writes are passed over.
import type { Operation } from '../timeline/moment';
import type { Answer, RecordedRun } from '../timeline/recordedRun';
import { breathe, prepared, stepOfWrite, type Control } from './patience';
import { endOf, lastWriteOf, type Position } from './position';
import { stepIndex } from '../word/brand';

/** The value was `before` where step `step` began and is `after` where it ended. */
export interface ValueChange {
  readonly step: number;
  /** Journal position at the far end of that step, seen from where the search came. */
  readonly write: number;
  readonly before: string;
  readonly after: string;
}

interface Known {
  /** The value holds from this journal position on as long as none of the words is written; backwards, up to it. */
  readonly write: number;
  readonly text: string;
  readonly answer: Answer;
  readonly words: ReadonlySet<number>;
  /** Loop variables that it was evaluated with. */
  readonly variables: Operation['variables'];
}

/** One expression during one search, which goes on in one direction. */
export class ValueWatch {
  private known: Known | undefined;

  constructor(
    private readonly run: RecordedRun,
    private readonly text: string,
    private readonly control: Control,
    /** What of an answer matters. */
    private readonly valueOf: (answer: Answer) => string = inASentence,
  ) {}

  /** Whether the value found last was that of a true condition. */
  get isTrue(): boolean {
    return this.known?.answer.holds === true;
  }

  /** The first change in the operation's steps from `from` on. */
  async next(operation: Operation, from: Position): Promise<ValueChange | undefined> {
    const end = lastWriteOf(operation);
    let before = this.valid(from.write, operation) ?? (await this.valueAt(from, operation));
    for (let at = from.write; ;) {
      const write = this.run.firstWriteTo(before.words, at, end);
      if (write === undefined) {
        this.known = { ...before, write: end };
        return undefined;
      }
      const step = await stepOfWrite(this.run, write, this.control);
      const after = await this.valueAtStep(step + 1, operation);
      this.known = after;
      if (after.text !== before.text) return { step, write: after.write, before: before.text, after: after.text };
      before = after;
      at = after.write;
      await breathe(this.control);
    }
  }

  /** The last change in the operation's steps before `before`. */
  async previous(operation: Operation, before: Position): Promise<ValueChange | undefined> {
    let after = this.valid(before.write, operation) ?? (await this.valueAt(before, operation));
    for (let at = before.write; ;) {
      const write = this.run.lastWriteTo(after.words, operation.firstWrite, at);
      if (write === undefined) {
        this.known = { ...after, write: operation.firstWrite };
        return undefined;
      }
      const step = await stepOfWrite(this.run, write, this.control);
      const earlier = await this.valueAtStep(step, operation);
      this.known = earlier;
      if (earlier.text !== after.text) return { step, write: earlier.write, before: earlier.text, after: after.text };
      after = earlier;
      at = earlier.write;
      await breathe(this.control);
    }
  }

  private valid(write: number, { variables }: Operation): Known | undefined {
    return this.known?.write === write && this.known.variables === variables ? this.known : undefined;
  }

  private async valueAt({ step, write }: Position, operation: Operation): Promise<Known> {
    await prepared(this.run, step, this.control);
    if (this.run.moment(stepIndex(step)).write === write) this.run.seek(stepIndex(step));
    else this.run.seekWrite(write);
    return this.valueHere(operation);
  }

  private async valueAtStep(step: number, operation: Operation): Promise<Known> {
    // The end of an operation is a journal position that needs no details of the next one.
    if (step < endOf(operation)) await prepared(this.run, step, this.control);
    this.run.seek(stepIndex(step));
    return this.valueHere(operation);
  }

  private valueHere({ variables }: Operation): Known {
    const { answer, words } = this.run.watch(this.text, variables);
    return {
      write: this.run.write,
      text: this.valueOf(answer),
      answer,
      words: new Set(words),
      variables,
    };
  }
}

/** A value, or why there is none: `nothing (the cluster has no table, so the word is 0)`. */
export function inASentence({ text, problem }: Answer): string {
  return text ?? problem?.replace(/^Nothing: (.*)\.$/, 'nothing ($1)') ?? '';
}
