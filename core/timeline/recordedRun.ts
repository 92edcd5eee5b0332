// A run that can be looked at from any step: the only thing the debugger and the panel know of the simulator.
import type { ModelView, PageView, WordView } from '../mm/view';
import type { Program, Statement, Turn, WordEdit } from '../scenario/program';
import type { StepIndex, SwpEntry, WordIndex } from '../word/brand';
import type { FormatId } from '../word/layout';
import type { Moment, Operation } from './moment';

/** `text` when the expression has a value, else `problem`, one sentence for the person who typed it. */
export interface Answer {
  readonly text: string | undefined;
  readonly problem: string | undefined;
  /** Whether a condition holds, or a number is not 0; undefined for other values. */
  readonly holds: boolean | undefined;
}

/** What an expression names at the cursor; `problem` when it names nothing. */
export interface Named {
  /** A table word or page table entry, and the field that was asked for. */
  readonly word: { readonly word: WordView; readonly format: FormatId; readonly field: string | undefined } | undefined;
  readonly entry: SwpEntry | undefined;
  readonly page: PageView | undefined;
  readonly number: bigint | undefined;
  readonly problem: string | undefined;
}

/** Words `first`..`last` of memory. */
export interface WordRange {
  readonly first: number;
  readonly last: number;
}

/** One write of the journal. */
export interface Change {
  readonly index: number;
  readonly old: { readonly lo: number; readonly hi: number };
  readonly new: { readonly lo: number; readonly hi: number };
}

/** A word that kernel code read in a step. */
export interface Read {
  readonly step: StepIndex;
  readonly index: number;
}

/** A list of the kernel's that has members. */
export interface KernelList {
  /** Device or cgroup; `root` is the cgroup without a name. */
  readonly owner: string;
  readonly name: string;
  readonly of: 'cluster' | 'folio' | 'zswap_entry';
  readonly head: WordIndex;
  /** Places of the structures, the one that the kernel takes next first. `isBroken`: the pointers do not lead back to the head; each place is told once then. */
  readonly members: () => { readonly places: readonly WordIndex[]; readonly isBroken: boolean };
}

/** What is different on a branch. `text` says it in a line, as a person would type it. */
export type BranchChange =
  | { readonly kind: 'words'; readonly words: readonly WordEdit[]; readonly text: string }
  | { readonly kind: 'statements'; readonly statements: readonly Statement[]; readonly text: string }
  /** Of a step within a race that nothing breaks into: from there on its CPUs take these turns. */
  | { readonly kind: 'turns'; readonly turns: readonly Turn[]; readonly text: string };

/** A branch that can be looked at. */
export interface Branched {
  readonly run: RecordedRun;
  /** The run that it left: steps before a branch's own beginning are its parent's. */
  readonly from: RecordedRun;
  /** The step at which the change has happened. */
  readonly resumesAt: number;
  readonly sharedOperations: number;
}

export interface RecordedRun {
  readonly program: Program;
  /** Bytes of JavaScript memory that its words take, the journal left out: what a branch copies. */
  readonly bytes: number;
  /** Reads memory at the cursor. */
  readonly view: ModelView;
  /** Operations run so far. */
  readonly operations: readonly Operation[];
  /** Steps run so far; valid cursors are 0..recordedSteps. */
  readonly recordedSteps: number;
  /** The program is over. */
  readonly complete: boolean;
  /** Runs one more operation at the end of the record (moves the cursor there). False: the program was over already. */
  recordNext(): boolean;
  /** Records at most `steps` steps more: an operation ended, it still runs, or the program is over. */
  advance(steps: number): 'operation' | 'running' | 'over';
  /** The operation that `advance` has not come to the end of: it begins at `recordedSteps`, and its counts are those so far. */
  readonly running: Operation | undefined;
  readonly cursor: StepIndex;
  /** Journal position of memory: that of the cursor's step, or, after `seekWrite`, one within it. */
  readonly write: number;
  /** Memory becomes what it was just before `step`. Exact in both directions. */
  seek(step: StepIndex): void;
  /** Memory becomes what it was just before journal position `write`, and the cursor the step that this write belongs to. */
  seekWrite(write: number): void;
  /** Throws RangeError outside 0..recordedSteps. At recordedSteps: the end, or the operation that still runs, with no frame. */
  moment(step: StepIndex): Moment;
  /** Does at most `steps` steps of the work that `moment(step)` and `seek(step)` need; true: they take no time now. Leaves memory anywhere: seek afterwards. */
  prepare(step: StepIndex, steps: number): boolean;
  /** The same for `stepOfWrite(write)` and `seekWrite(write)`. */
  prepareWrite(write: number, steps: number): boolean;
  /** The language's answer to an expression or a condition at the cursor. Never throws. */
  ask(text: string, variables: Readonly<Record<string, number>>): Answer;
  /** The same with the words that the answer depends on: it stays the same until one of them is written. */
  watch(
    text: string,
    variables: Readonly<Record<string, number>>,
  ): { readonly answer: Answer; readonly words: readonly number[] };
  /** The kernel's lists at the cursor. */
  lists(): readonly KernelList[];
  name(text: string, variables: Readonly<Record<string, number>>): Named;
  /** Journal queries: the number of the last write to words `first`..`last` before, or the first at or after, journal position `write`. */
  previousWrite(first: number, write: number, last?: number): number | undefined;
  nextWrite(first: number, write: number, last?: number): number | undefined;
  /** The same for any of some words, in journal positions from..to-1. */
  firstWriteTo(words: ReadonlySet<number>, from: number, to: number): number | undefined;
  lastWriteTo(words: ReadonlySet<number>, from: number, to: number): number | undefined;
  /** What a write of the journal changed. */
  change(write: number): Change;
  /** The words in which pending injected faults stand. */
  readonly faultWords: WordRange;
  /** The site, such as `zswap alloc`, of the counted fault that write `write` of the journal used up once; undefined: it did something else. */
  faultStruck(write: number): string | undefined;
  /** Indexes of the words written in journal positions from..to-1, each once. */
  writtenBetween(from: number, to: number): readonly number[];
  /** The step during which journal position `write` was written. */
  stepOfWrite(write: number): StepIndex;
  /**
   * Which steps of a recorded operation read one of the words in a kernel function, in order. Reads are not recorded: the operation is run once more,
   * `steps` steps at a call; undefined: call again. Leaves memory anywhere: seek afterwards.
   */
  reads(operation: Operation, words: readonly WordRange[], steps: number): readonly Read[] | undefined;
  /**
   * Another run, which does the same until just before `step` and then what `change` says; this one stays as it is. Some milliseconds of work between two
   * yields; leaves memory where it was, and nobody may move it until the end. Throws RangeError as `moment` does.
   */
  branch(step: StepIndex, change: BranchChange): Generator<void, Branched, void>;
}
