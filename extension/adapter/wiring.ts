// Joins the adapter to the simulator: how a text becomes a program, and a program a run.
import { invariantCheck, type CheckMode } from '../../core/check/invariantCheck';
import { watching } from '../../core/check/watch';
import { lineOfStep } from '../../core/debug/pseudoSource';
import { loadCompressor } from '../../core/content/zstd';
import { pseudoSource } from '../../core/mm/generated/pseudoSource';
import type { Program } from '../../core/scenario/program';
import { Timeline, type TimelineOptions } from '../../core/timeline/timeline';
import { compileProgram } from '../compiler/compileProgram';
import type { Compile } from '../compiler/workerCompiler';
import type { DebugHost } from './debugHost';
import { observing } from './observations';
import * as code from './requestError';
import { RequestError } from './requestError';
import { slicedPause } from './slices';

/**
 * `compile`: in a worker, where others share the thread; a process of its own may as well compile at once. `wholePath`: of a client that always names programs
 * in full, which is so when nothing else is said.
 */
export function debugHost(
  loadProgram: DebugHost['loadProgram'],
  pseudoSourceAs: DebugHost['pseudoSourceAs'],
  compile: Compile = (text, file, kernel) => Promise.resolve(compileProgram(text, file, kernel)),
  wholePath: DebugHost['wholePath'] = (path) => path,
): DebugHost {
  return {
    wholePath,
    loadProgram,
    pseudoSourceAs,
    compileProgram: compile,
    createRun,
    pseudoSources: pseudoSource,
    pause: slicedPause(),
  };
}

/** A recording is held to what it observed, a scenario to the invariants, unless `check` says otherwise. */
async function createRun(program: Program, check: CheckMode | undefined): Promise<Timeline> {
  const { compressor } = program.machine.zswap;
  await loadCompressor(compressor).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const advice = 'Name another compressor in the machine block, such as lz4.';
    throw new RequestError(code.PROGRAM_HAS_PROBLEMS, `${compressor} cannot be loaded here: ${reason} ${advice}`, true);
  });
  const isRecording = program.statements.some(({ kind }) => kind === 'observe');
  const options = (): TimelineOptions => ({
    lineOf: (functionName, text) => lineOfStep(pseudoSource, functionName, text),
    parametersOf: (functionName) => PARAMETERS.get(functionName) ?? [],
    ...watching(invariantCheck(check ?? (isRecording ? 'off' : 'statement'))),
    ...(isRecording ? { observe: observing() } : {}),
    again: options,
  });
  return new Timeline(program, options());
}

/** As each document's first line has them, such as `swap_cluster_lock(si, offset)`. */
const PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(pseudoSource).map(([name, { lines }]) => [
    name,
    /\((.*)\)/.exec(lines[0] ?? '')?.[1]?.split(', ') ?? [],
  ]),
);
