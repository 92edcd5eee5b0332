// Joins the adapter to the simulator: how a text becomes a program, and a program a run.
import { invariantCheck, type CheckMode } from '../../core/check/invariantCheck';
import { lineOfStep } from '../../core/debug/pseudoSource';
import { watching } from '../../core/check/watch';
import { pseudoSource } from '../../core/mm/generated/pseudoSource';
import type { Program } from '../../core/scenario/program';
import { Timeline, type TimelineOptions } from '../../core/timeline/timeline';
import { compileProgram } from '../compiler/compileProgram';
import type { Compile } from '../compiler/workerCompiler';
import type { DebugHost } from './debugHost';
import { observing } from './observations';
import { slicedPause } from './slices';

/** `compile`: in a worker, where others share the thread; a process of its own may as well compile at once. */
export function debugHost(
  loadProgram: DebugHost['loadProgram'],
  pseudoSourceAs: DebugHost['pseudoSourceAs'],
  compile: Compile = (text, file, kernel) => Promise.resolve(compileProgram(text, file, kernel)),
): DebugHost {
  return {
    loadProgram,
    pseudoSourceAs,
    compileProgram: compile,
    createRun,
    pseudoSources: pseudoSource,
    pause: slicedPause(),
  };
}

/** A recording is held to what it observed, a scenario to the invariants, unless `check` says otherwise. */
function createRun(program: Program, check: CheckMode | undefined): Timeline {
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
