// The blocks of a race, each on a CPU of its own: the schedule says which of them takes the next step, and a CPU that waits for a lock takes none.
import { KernelAssertionError } from '../mm/kernel.js';
import { drop_all_locks } from '../mm/locks.js';
import { step, type Model, type ModelFrame, type Step } from '../mm/step.js';
import { execute } from '../scenario/interpreter.js';
import { newOutcome, type Outcome } from '../scenario/outcome.js';
import type { RaceStatement, Statement } from '../scenario/program.js';
import type { RunContext } from '../scenario/runContext.js';
import { Interrupts } from './interrupts.js';
import type { Interrupt } from './moment.js';
import { unrollBlock, type UnrolledStatement } from './unroll.js';

/** One statement of one block as it runs. */
export interface Part {
  readonly statement: Statement;
  readonly variables: Readonly<Record<string, number>>;
  readonly cpu: number;
  readonly outcome: Outcome;
  /** A condition of the kernel that did not hold ended it. */
  stopped: KernelAssertionError | undefined;
  isOver: boolean;
}

/** As the model tells it; `Standing` of moment.ts is what is shown. */
export interface ModelStanding {
  readonly cpu: number;
  /** The statement that it is in, or is about to begin. */
  readonly statement: Statement;
  readonly variables: Readonly<Record<string, number>>;
  /** undefined: it has not begun the statement. */
  readonly frame: ModelFrame | undefined;
  /** The text of the step at which it waits for another CPU. */
  readonly waitsAt: string | undefined;
}

interface Lane {
  readonly cpu: number;
  readonly statements: Iterator<UnrolledStatement, void>;
  part: Part | undefined;
  /** undefined: `part` has not begun. */
  model: Model<void> | undefined;
  /** The step that it takes next; undefined: the beginning of `part`. */
  next: Step | undefined;
  frame: ModelFrame | undefined;
}

/**
 * One run of a race: `model` yields the steps of all CPUs in the order in which they are taken, the first statement's own left out as `execute` does; the
 * beginning of each further statement is a step without a frame. Between two steps, the rest of this says whose step was yielded last.
 */
export class Race {
  /** The statement that the step yielded last belongs to. */
  part: Part | undefined;
  /** The other CPUs that have something left to do. */
  others: readonly ModelStanding[] = [];
  /** No CPU but that of `part` is in the middle of a statement. */
  isAlone = true;
  readonly model: Model<void>;
  readonly #lanes: readonly Lane[];
  readonly #interrupts: Interrupts;
  readonly #turns: { readonly cpu: number; left: number }[];

  constructor(
    private readonly context: RunContext,
    readonly race: RaceStatement,
    variables: Readonly<Record<string, number>>,
    private readonly outcome: Outcome,
    interrupts: readonly Interrupt[],
  ) {
    this.#interrupts = new Interrupts(context, interrupts, outcome);
    this.#lanes = race.blocks.map(({ cpu, body }) => {
      const lane: Lane = {
        cpu,
        statements: unrollBlock(body, variables, cpu),
        part: undefined,
        model: undefined,
        next: undefined,
        frame: undefined,
      };
      nextPart(lane);
      return lane;
    });
    this.#turns = (race.schedule ?? []).map(({ cpu, steps }) => ({ cpu, left: steps ?? Infinity }));
    this.model = this.#run();
    this.#show(this.#choose());
  }

  /** The CPU that is about to take a step; settled before the first one is taken. */
  get cpu(): number {
    return this.part?.cpu ?? this.#lanes[0]?.cpu ?? 0;
  }

  *#run(): Model<void> {
    const { k } = this.context;
    let lane = this.#choose();
    this.#show(lane);
    for (let isFirst = true; lane !== undefined; isFirst = false) {
      if (!isFirst && this.#interrupts.due !== undefined) {
        yield* this.#interrupted(this.#interrupts.due.cpu);
        lane = this.#choose();
        this.#show(lane);
        if (lane === undefined) break;
      }
      const turn = this.#turns[0];
      if (turn !== undefined) turn.left--;
      k.frame = lane.frame;
      k.cpu = lane.cpu;
      if (!isFirst) {
        this.#interrupts.passed();
        yield nextOf(lane);
      }
      k.cpu = lane.cpu;
      this.#take(lane);
      lane = this.#choose();
      this.#show(lane);
    }
    k.frame = undefined;
    this.#tellStuck();
    drop_all_locks(k);
  }

  /** What breaks in does so on the CPU that was about to go on when somebody put it in, whoever goes on after it. */
  *#interrupted(cpu: number): Model<void> {
    const { k } = this.context;
    const lane = this.#lanes.find((one) => one.cpu === cpu);
    if (lane?.part === undefined) return;
    this.#show(lane);
    k.frame = lane.frame;
    k.cpu = cpu;
    yield* this.#interrupts.before(nextOf(lane), lane.part.variables);
  }

  /** The lane's next step happens; afterwards it stands before the one after. */
  #take(lane: Lane): void {
    const { k } = this.context;
    const { part } = lane;
    if (part === undefined) return;
    lane.model ??= execute(this.context, part.statement, part.variables, part.outcome);
    let next: IteratorResult<Step, void> | undefined;
    k.hasCompany = !this.isAlone;
    k.inRace = true;
    try {
      next = lane.model.next();
    } catch (error) {
      if (!(error instanceof KernelAssertionError)) throw error;
      part.stopped = error;
    } finally {
      // A race can be left at any step, for another statement.
      k.hasCompany = false;
      k.inRace = false;
    }
    if (next === undefined || next.done === true) nextPart(lane);
    else {
      lane.next = next.value;
      lane.frame = at(k.frame, next.value);
    }
  }

  /** Whose turn it is: as the schedule says, and after it the first block that can go on. undefined: none can. */
  #choose(): Lane | undefined {
    for (let turn = this.#turns[0]; turn !== undefined; turn = this.#turns[0]) {
      const lane = this.#lanes.find(({ cpu }) => cpu === turn.cpu);
      if (turn.left > 0 && lane !== undefined && this.#canGoOn(lane)) return lane;
      this.#turns.shift();
    }
    return this.#lanes.find((lane) => this.#canGoOn(lane));
  }

  #canGoOn(lane: Lane): boolean {
    const { k } = this.context;
    // Some wait only as long as there is somebody who could change something.
    k.hasCompany = !this.#isAlone(lane);
    const can = lane.part !== undefined && lane.next?.waits?.() !== true;
    k.hasCompany = false;
    return can;
  }

  #isAlone(lane: Lane): boolean {
    return this.#lanes.every((other) => other === lane || other.model === undefined);
  }

  #show(lane: Lane | undefined): void {
    if (lane?.part === undefined) return;
    this.part = lane.part;
    this.isAlone = this.#isAlone(lane);
    this.others = this.#lanes.flatMap((other) => (other === lane ? [] : standing(other)));
  }

  /** Each waits for something that only another one of them could do. */
  #tellStuck(): void {
    const stuck = this.#lanes.flatMap(standing);
    if (stuck.length === 0) return;
    const places = stuck.map(
      ({ cpu, statement, frame, waitsAt }) =>
        `CPU ${cpu} at "${waitsAt ?? ''}" in ${frame?.name ?? 'the statement'} of "${statement.text}"`,
    );
    this.outcome.findings.push({
      kind: 'warning',
      code: 'VS0425',
      message: `The race "${this.race.name}" is stuck: ${places.join(', ')}. Each waits for another; a kernel would hang here, and lockdep would say so.`,
    });
  }
}

function nextPart(lane: Lane): void {
  if (lane.part !== undefined) lane.part.isOver = true;
  const next = lane.statements.next();
  lane.model = undefined;
  lane.next = undefined;
  lane.frame = undefined;
  lane.part =
    next.done === true
      ? undefined
      : {
          statement: next.value.statement,
          variables: next.value.variables,
          cpu: lane.cpu,
          outcome: newOutcome(),
          stopped: undefined,
          isOver: false,
        };
}

const nextOf = ({ next, part }: Lane): Step => next ?? step(part?.statement.text ?? '');

function standing({ cpu, part, frame, next }: Lane): readonly ModelStanding[] {
  if (part === undefined) return [];
  const { statement, variables } = part;
  return [{ cpu, statement, variables, frame, waitsAt: next?.waits?.() === true ? next.text : undefined }];
}

function at(frame: ModelFrame | undefined, { text, locals }: Step): ModelFrame | undefined {
  if (frame === undefined) return undefined;
  const { name, args, parent } = frame;
  return { name, text, args, locals: locals === undefined ? frame.locals : { ...frame.locals, ...locals }, parent };
}
