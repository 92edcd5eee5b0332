// A text as a program: scenario or recording, whichever it is; what a worker runs, and what runs here where there are no workers.
import { isRecording } from '../../core/recording/isRecording';
import { parseRecording } from '../../core/recording/parse';
import { recordingProgram } from '../../core/recording/program';
import { compileScenario } from '../../core/scenario/compile';
import type { KernelName, Parsed, Program } from '../../core/scenario/program';

/** `kernel` takes the place of the one that the text names. Never throws on bad text. Takes a second for the largest texts. */
export function compileProgram(text: string, file: string, kernel: KernelName | undefined): Parsed<Program> {
  const { value, problems } = isRecording(text, file) ? compileRecording(text, file) : compileScenario(text, file);
  if (value === undefined || kernel === undefined) return { value, problems };
  return { value: { ...value, machine: { ...value.machine, kernel } }, problems };
}

function compileRecording(text: string, file: string): Parsed<Program> {
  const { value, problems } = parseRecording(text, file);
  return { value: value === undefined ? undefined : recordingProgram(value), problems };
}
