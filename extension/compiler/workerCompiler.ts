// Compiles in a worker that is started when it is first needed; where none can be had, or it breaks down, in this thread.
import type { KernelName, Parsed, Program } from '../../core/scenario/program';
import type { CompileReply, CompileRequest } from './compileMessages';
import { compileProgram } from './compileProgram';
import { Assembly } from './pieces';

/** A worker that compiles. */
export interface CompilerPort {
  readonly post: (request: CompileRequest) => void;
  /** Ends it, whatever it is doing. */
  readonly end: () => void;
}

/** Starts one; `broken` is called when it ends by itself. Rejects where there are no workers. */
export type OpenCompiler = (tell: (reply: CompileReply) => void, broken: () => void) => Promise<CompilerPort>;

export type Compile = (
  text: string,
  file: string,
  kernel: KernelName | undefined,
  cancelled: AbortSignal,
) => Promise<Parsed<Program>>;

interface Job {
  readonly request: CompileRequest;
  readonly resolve: (parsed: Parsed<Program>) => void;
  readonly reject: (error: unknown) => void;
  assembly: Assembly;
}

export class WorkerCompiler {
  readonly #jobs = new Map<number, Job>();
  #port: Promise<CompilerPort> | undefined;
  /** Raised for each worker: what an earlier one still says is not heard. */
  #generation = 0;
  #lastId = 0;
  #isBroken = false;

  constructor(private readonly open: OpenCompiler) {}

  /** Rejects with the signal's reason when that is aborted: the worker is ended then, as nothing else stops a compilation. */
  readonly compile: Compile = (text, file, kernel, cancelled) => {
    if (this.#isBroken) return Promise.resolve(compileProgram(text, file, kernel));
    const request = { id: ++this.#lastId, text, file, kernel };
    return new Promise((resolve, reject) => {
      const cancel = (): void => this.#cancel(request.id, cancelled.reason);
      if (cancelled.aborted) return reject(asError(cancelled.reason));
      cancelled.addEventListener('abort', cancel, { once: true });
      const job: Job = { request, resolve, reject, assembly: new Assembly() };
      this.#jobs.set(request.id, job);
      this.#post(request);
    });
  };

  /** Ends the worker; what is under way is never answered. */
  dispose(): void {
    this.#jobs.clear();
    this.#end();
  }

  #post(request: CompileRequest): void {
    const generation = this.#generation;
    this.#port ??= this.open(
      (reply) => generation === this.#generation && this.#hear(reply),
      () => generation === this.#generation && this.#break(),
    );
    this.#port.then(
      (port) => generation === this.#generation && port.post(request),
      () => generation === this.#generation && this.#break(),
    );
  }

  #hear(reply: CompileReply): void {
    const job = this.#jobs.get(reply.id);
    if (job === undefined) return;
    if (reply.kind === 'failed') {
      this.#jobs.delete(reply.id);
      return job.reject(new Error(reply.reason));
    }
    const parsed = job.assembly.add(reply.piece);
    if (parsed === undefined) return;
    this.#jobs.delete(reply.id);
    job.resolve(parsed);
  }

  #cancel(id: number, reason: unknown): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    this.#jobs.delete(id);
    this.#end();
    job.reject(asError(reason));
    // Others begin anew, in the next worker.
    for (const other of this.#jobs.values()) {
      other.assembly = new Assembly();
      this.#post(other.request);
    }
  }

  /** Slower for the host than a worker, and better than no debugger. */
  #break(): void {
    this.#isBroken = true;
    this.#end();
    const jobs = [...this.#jobs.values()];
    this.#jobs.clear();
    for (const { request, resolve, reject } of jobs) {
      try {
        resolve(compileProgram(request.text, request.file, request.kernel));
      } catch (error) {
        reject(error);
      }
    }
  }

  #end(): void {
    this.#generation++;
    void this.#port?.then(
      (port) => port.end(),
      () => undefined,
    );
    this.#port = undefined;
  }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
