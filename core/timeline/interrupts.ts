// Where a branch breaks into an operation: statements of its own, run between two steps, as steps of the same operation.
import type { Kernel } from '../mm/kernel.js';
import { step, type Model, type ModelFrame, type Step } from '../mm/step.js';
import { execute } from '../scenario/interpreter.js';
import type { Outcome } from '../scenario/outcome.js';
import type { RunContext } from '../scenario/runContext.js';
import type { Interrupt } from './moment.js';

/** The name that a frame has in which a branch changes something: no kernel function's. */
export const WHAT_IF = 'what if';

export class Interrupts {
  readonly #waiting: Interrupt[];
  /** The step, within the operation, that comes next; 0, the statement itself, is one that no model yields. */
  #made = 1;

  constructor(
    private readonly context: RunContext,
    interrupts: readonly Interrupt[],
    private readonly outcome: Outcome,
  ) {
    this.#waiting = [...interrupts];
  }

  /** What breaks in before the step that comes next. */
  get due(): Interrupt | undefined {
    const [first] = this.#waiting;
    return first?.at === this.#made ? first : undefined;
  }

  /** The step that came next is yielded. */
  passed(): void {
    this.#made++;
  }

  /** The steps of a model, with what breaks in. */
  *around(model: Model<void>, variables: Readonly<Record<string, number>>): Model<void> {
    for (;;) {
      const next = model.next();
      if (next.done === true) return;
      yield* this.before(next.value, variables);
      this.passed();
      yield next.value;
    }
  }

  /** What breaks in before `next`, the step that the running CPU is about to take. */
  *before(next: Step, variables: Readonly<Record<string, number>>): Model<void> {
    const { k } = this.context;
    for (let { due } = this; due !== undefined; { due } = this) {
      this.#waiting.shift();
      const { frame } = k;
      const first = this.#made;
      for (const statement of due.statements) {
        k.frame = whatIfFrame(k, next);
        this.passed();
        yield step(statement.text);
        yield* this.around(execute(this.context, statement, variables, this.outcome), variables);
        k.frame = frame;
      }
      due.ended?.(this.#made, this.#made - first);
    }
  }
}

/** Called by the line that is about to run. */
function whatIfFrame({ frame }: Kernel, { text, locals }: Step): ModelFrame {
  const parent =
    frame === undefined
      ? undefined
      : {
          name: frame.name,
          text,
          args: frame.args,
          locals: { ...frame.locals, ...locals },
          parent: frame.parent,
        };
  return { name: WHAT_IF, text: '', args: [], locals: {}, parent };
}
