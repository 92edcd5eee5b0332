// Joins the adapter to the simulator: which text is what, how it becomes a program, how a program becomes a run.
import { invariantCheck, type CheckMode } from '../../core/check/invariantCheck';
import { lineOfStep } from '../../core/debug/pseudoSource';
import { watching } from '../../core/check/watch';
import { pseudoSource } from '../../core/mm/generated/pseudoSource';
import { isRecording } from '../../core/recording/isRecording';
import { parseRecording } from '../../core/recording/parse';
import { recordingProgram } from '../../core/recording/program';
import { compileScenario } from '../../core/scenario/compile';
import type { KernelName, Parsed, Program } from '../../core/scenario/program';
import { Timeline } from '../../core/timeline/timeline';
import type { DebugHost } from './debugHost';
import { observing } from './observations';
import { slicedPause } from './slices';

export function debugHost(
  loadProgram: DebugHost['loadProgram'],
  pseudoSourceAs: DebugHost['pseudoSourceAs'],
): DebugHost {
  return {
    loadProgram,
    pseudoSourceAs,
    compileProgram,
    createRun,
    pseudoSources: pseudoSource,
    pause: slicedPause(),
  };
}

/** A recording is held to what it observed, a scenario to the invariants, unless `check` says otherwise. */
function createRun(program: Program, check: CheckMode | undefined): Timeline {
  const isRecording = program.statements.some(({ kind }) => kind === 'observe');
  return new Timeline(program, {
    lineOf: (functionName, text) => lineOfStep(pseudoSource, functionName, text),
    parametersOf: (functionName) => PARAMETERS.get(functionName) ?? [],
    ...watching(invariantCheck(check ?? (isRecording ? 'off' : 'statement'))),
    ...(isRecording ? { observe: observing() } : {}),
  });
}

/** As each document's first line has them, such as `swap_cluster_lock(si, offset)`. */
const PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(pseudoSource).map(([name, { lines }]) => [
    name,
    /\((.*)\)/.exec(lines[0] ?? '')?.[1]?.split(', ') ?? [],
  ]),
);

function compileProgram(text: string, file: string, kernel: KernelName | undefined): Parsed<Program> {
  const { value, problems } = isRecording(text, file) ? compileRecording(text, file) : compileScenario(text, file);
  if (value === undefined || kernel === undefined) return { value, problems };
  return { value: { ...value, machine: { ...value.machine, kernel } }, problems };
}

function compileRecording(text: string, file: string): Parsed<Program> {
  const { value, problems } = parseRecording(text, file);
  return { value: value === undefined ? undefined : recordingProgram(value), problems };
}
