// A recorded run written down by hand, for tests of the debugger: what it does is in the script, memory is the cursor itself.
import type { ModelView } from '../mm/view';
import type { Program, Statement } from '../scenario/program';
import type { Branched } from '../timeline/recordedRun';
import type { Finding, Frame, Moment, Operation } from '../timeline/moment';
import type { Answer, Change, KernelList, Named, Read, RecordedRun } from '../timeline/recordedRun';
import { stepIndex, type StepIndex } from '../word/brand';

interface ScriptedOperation {
  readonly operation: Operation;
  readonly frames: readonly (Frame | undefined)[];
}

/**
 * A script has one line per step. At the margin `LINE TEXT` is a statement, which may end in `@CPU`, `>output`, `!what a failed expectation
 * found`, `?broken invariant`; indented by two per frame, `FUNCTION:LINE TEXT name=number...` is a step of a kernel function.
 */
export function scriptedRun(
  script: string,
  view: Partial<ModelView> = {},
  file = '/samples/scripted.vswap',
): RecordedRun {
  return new ScriptedRun(parse(script), view, file);
}

class ScriptedRun implements RecordedRun {
  readonly program: Program;
  readonly view: ModelView;
  readonly operations: Operation[] = [];
  cursor: StepIndex = stepIndex(0);

  constructor(
    private readonly script: readonly ScriptedOperation[],
    private readonly given: Partial<ModelView>,
    file: string,
  ) {
    this.program = programOf(
      file,
      script.map(({ operation }) => operation.statement),
    );
    this.view = { ...emptyView, counter: (path) => (path === 'run.cursor' ? this.cursor : undefined), ...given };
  }

  get recordedSteps(): number {
    const last = this.operations.at(-1);
    return last === undefined ? 0 : last.firstStep + last.stepCount;
  }

  get complete(): boolean {
    return this.operations.length === this.script.length;
  }

  readonly running = undefined;
  readonly bytes = 0;

  get write(): number {
    return this.cursor;
  }

  advance(): 'operation' | 'over' {
    return this.recordNext() ? 'operation' : 'over';
  }

  prepare(): boolean {
    return true;
  }

  prepareWrite(): boolean {
    return true;
  }

  seekWrite(write: number): void {
    this.seek(stepIndex(write));
  }

  ask(text: string): Answer {
    return text === 'run.cursor'
      ? { text: String(this.cursor), problem: undefined, holds: this.cursor > 0 }
      : { text: undefined, problem: `Nothing is called "${text}".`, holds: undefined };
  }

  watch(text: string): { readonly answer: Answer; readonly words: readonly number[] } {
    return { answer: this.ask(text), words: [COUNTER] };
  }

  readonly faultWords = { first: 8, last: 8 };

  faultStruck(): undefined {}

  lists(): readonly KernelList[] {
    return [];
  }

  name(text: string): Named {
    const nothing = { word: undefined, entry: undefined, page: undefined, number: undefined };
    return { ...nothing, problem: `Nothing is called "${text}".` };
  }

  recordNext(): boolean {
    const next = this.script[this.operations.length];
    if (next === undefined) return false;
    this.operations.push(next.operation);
    this.cursor = stepIndex(this.recordedSteps);
    return true;
  }

  seek(step: StepIndex): void {
    if (!(step >= 0 && step <= this.recordedSteps)) throw new RangeError(`seek to ${step} of ${this.recordedSteps}`);
    this.cursor = step;
  }

  moment(step: StepIndex): Moment {
    const within = this.script
      .slice(0, this.operations.length)
      .find(({ operation }) => step < operation.firstStep + operation.stepCount);
    const scripted = within ?? (this.complete && step === this.recordedSteps ? this.script.at(-1) : undefined);
    if (scripted === undefined) throw new RangeError(`no moment ${step} of ${this.recordedSteps}`);
    const { operation, frames } = scripted;
    return { step, operation, cpu: operation.cpu, frame: within && frames[step - operation.firstStep], write: step };
  }

  /** The script goes on as it is, whatever is changed. */
  *branch(step: StepIndex): Generator<void, Branched, void> {
    const run = new ScriptedRun(this.script, this.given, this.program.file);
    while (run.recordedSteps <= step && run.recordNext()) yield;
    return { run, from: this, sharedOperations: run.operations.length - 1, resumesAt: step };
  }

  /** Every step writes one word, the counter of steps. */
  change(write: number): Change {
    return { index: COUNTER, old: { lo: write, hi: 0 }, new: { lo: write + 1, hi: 0 } };
  }
  previousWrite(first: number, write: number, last = first): number | undefined {
    return first <= COUNTER && COUNTER <= last && write > 0 ? Math.min(write, this.recordedSteps) - 1 : undefined;
  }
  nextWrite(first: number, write: number, last = first): number | undefined {
    return first <= COUNTER && COUNTER <= last && write < this.recordedSteps ? write : undefined;
  }
  firstWriteTo(words: ReadonlySet<number>, from: number, to: number): number | undefined {
    return words.has(COUNTER) && from < to ? from : undefined;
  }
  lastWriteTo(words: ReadonlySet<number>, from: number, to: number): number | undefined {
    return words.has(COUNTER) && from < to ? to - 1 : undefined;
  }
  reads(): readonly Read[] {
    return [];
  }
  writtenBetween(): readonly number[] {
    return [];
  }
  stepOfWrite(write: number): StepIndex {
    return stepIndex(write);
  }
}

/** Place of the word that counts steps. */
const COUNTER = 64;

const emptyView: ModelView = {
  kernel: 'ste-v1',
  devices: () => [],
  clusters: () => [],
  slot: () => undefined,
  tasks: () => [],
  page: () => undefined,
  pages: () => [],
  isLost: () => false,
  resolve: () => [],
  pagesOf: () => [],
  structures: () => [],
  counter: () => undefined,
  counterNames: () => ['run.cursor'],
  counterPlace: () => undefined,
  word: (index) => ({ index, lo: 0, hi: 0 }),
  address: (index) => 0xffff88a000000000n + 8n * BigInt(index),
  indexOf: () => undefined,
};

function programOf(file: string, statements: readonly Statement[]): Program {
  return {
    file,
    machine: {
      kernel: 'ste-v1',
      cpus: 2,
      memory: 2 ** 26,
      zswap: { enabled: true, compressor: 'lz4', maxPoolPercent: 20, acceptThresholdPercent: 90 },
      devices: [],
      cgroups: [],
      sysctls: [],
      range: undefined,
    },
    statements,
  };
}

function parse(script: string): readonly ScriptedOperation[] {
  const operations: ScriptedOperation[] = [];
  let frames: (Frame | undefined)[] = [];
  let firstStep = 0;
  const close = (): void => {
    const last = operations.pop();
    if (last === undefined) return;
    operations.push({ operation: { ...last.operation, stepCount: frames.length, writeCount: frames.length }, frames });
    firstStep += frames.length;
  };
  for (const line of script.split('\n').filter((text) => text.trim() !== '')) {
    const depth = (line.length - line.trimStart().length) / 2;
    if (depth === 0) {
      close();
      operations.push({ operation: operationOf(line, operations.length, firstStep), frames: [] });
      frames = [undefined];
    } else frames.push(frameOf(line.trim(), parentOf(frames, depth)));
  }
  close();
  return operations;
}

/** The frame at `depth - 1` that was pushed last. */
function parentOf(frames: readonly (Frame | undefined)[], depth: number): Frame | undefined {
  let frame = frames.at(-1);
  const chain: Frame[] = [];
  for (; frame !== undefined; frame = frame.parent) chain.unshift(frame);
  return chain[depth - 2];
}

function frameOf(text: string, parent: Frame | undefined): Frame {
  const [, name = '', line = '', rest = ''] = /^(\w+):(\d+) ?(.*)$/.exec(text) ?? [];
  const locals = Object.fromEntries(
    [...rest.matchAll(/(\w+)=(\d+)/g)].map(([, key = '', value]) => [key, Number(value)]),
  );
  return { name, line: Number(line), text: rest, locals, parent };
}

function operationOf(line: string, index: number, firstStep: number): Operation {
  const mark = (sign: string): string | undefined =>
    new RegExp(` ${sign.replace('?', '\\?')}([^@>!?]+)`).exec(line)?.[1]?.trim();
  const [, number = '', text = ''] = /^(\d+) ([^@>!?]*)/.exec(line) ?? [];
  const sourceLine = Number(number);
  const range = { line: sourceLine, column: 0, endLine: sourceLine, endColumn: text.length };
  const [found, invariant, output] = [mark('!'), mark('?'), mark('>')];
  const finding = (kind: Finding['kind'], message: string): Finding => ({ kind, message, code: 'VS0000' });
  return {
    index,
    statement: { kind: 'label', label: text.trim(), range, text: text.trim() },
    variables: {},
    cpu: Number(mark('@') ?? 0),
    firstStep: stepIndex(firstStep),
    stepCount: 0,
    firstWrite: firstStep,
    writeCount: 0,
    findings: [
      ...(found === undefined ? [] : [finding('expectation', `found ${found}`)]),
      ...(invariant === undefined ? [] : [finding('invariant', invariant)]),
    ],
    output: output === undefined ? [] : [output],
    expectation: found === undefined ? undefined : { line: sourceLine, text: text.trim(), ok: false, found },
  };
}
