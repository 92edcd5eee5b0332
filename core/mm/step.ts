// Steps and calls: how a model function says what happens next, and how the stack of kernel frames is kept while it does.
import type { Kernel } from './kernel';

export type Locals = Readonly<Record<string, number>>;

/** One line of pseudo-source about to run. The text is a literal, unique within its function: the build makes the function's document from them. */
export interface Step {
  readonly text: string;
  readonly locals: Locals | undefined;
  /** While it says true, the CPU that is about to take this step waits and only others can go on; undefined: it can be taken at once. */
  readonly waits?: (() => boolean) | undefined;
}

export type Model<T> = Generator<Step, T, void>;

/** What a running model function has told of itself; replaced, never changed, so that a moment can be kept by keeping the frame. */
export interface ModelFrame {
  readonly name: string;
  readonly text: string;
  /** What it was called with; the names stand in its pseudo-source's first line. */
  readonly args: readonly unknown[];
  readonly locals: Locals;
  readonly parent: ModelFrame | undefined;
}

/** The step before an effect; effects between this yield and the next belong to it. `waits`: of a step that spins or sleeps until another CPU has done something. */
export function step(text: string, locals?: Locals, waits?: () => boolean): Step {
  return waits === undefined ? { text, locals } : { text, locals, waits };
}

/** Calls a model function: yields the call's own step in the caller's frame, then runs the callee under its name. */
export function* call<A extends readonly unknown[], T>(
  k: Kernel,
  text: string,
  callee: (k: Kernel, ...args: A) => Model<T>,
  ...args: A
): Model<T> {
  yield { text, locals: undefined };
  const caller = k.frame;
  const parent =
    caller === undefined
      ? undefined
      : { name: caller.name, text, args: caller.args, locals: caller.locals, parent: caller.parent };
  k.frame = { name: callee.name, text: '', args, locals: NO_LOCALS, parent };
  try {
    return yield* callee(k, ...args);
  } finally {
    k.frame = caller;
  }
}

/** Starts a model function from outside the kernel (a system call, a fault): like call, with no step in any caller. */
export function* enter<A extends readonly unknown[], T>(
  k: Kernel,
  callee: (k: Kernel, ...args: A) => Model<T>,
  ...args: A
): Model<T> {
  const caller = k.frame;
  k.frame = { name: callee.name, text: '', args, locals: NO_LOCALS, parent: caller };
  try {
    return yield* callee(k, ...args);
  } finally {
    k.frame = caller;
  }
}

const NO_LOCALS: Locals = {};

/** Runs a model function to its end with nobody watching. */
export function run<T>(model: Model<T>): T {
  for (;;) {
    const next = model.next();
    if (next.done === true) return next.value;
  }
}
