// `vswap run`: each file to its end, what it said to standard output, what is wrong with it to standard error.

import { loadCompressor } from '../../core/content/zstd';
import type { CheckMode } from '../../core/check/invariantCheck';
import { lineOfStep } from '../../core/debug/pseudoSource';
import { pseudoSource } from '../../core/mm/generated/pseudoSource';
import { isRecording } from '../../core/recording/isRecording';
import { parseRecording, refusal } from '../../core/recording/parse';
import { recordingProgram } from '../../core/recording/program';
import { problemLine, problemsText } from '../../core/report/problemText';
import { printable } from '../../core/report/printable';
import { runProgram } from '../../core/report/programRun';
import { runExitCode, runJson, runText, skippedText, totalText, type FileReport } from '../../core/report/runReport';
import { compileScenario } from '../../core/scenario/compile';
import type { KernelName, Program } from '../../core/scenario/program';
import { readInput } from './inputFile';
import { finish, type Terminal } from './terminal';

export interface RunCommandOptions {
  readonly kernel?: KernelName | undefined;
  readonly json: boolean;
  /** Steps of each statement that are traced; undefined: no trace. */
  readonly traceSteps: number | undefined;
  /** When the laws are looked at; undefined: as usual. */
  readonly check?: CheckMode | undefined;
  /** Also scenarios that are about other kernels than the chosen one. */
  readonly anyway?: boolean;
}

/** Resolves to the exit code: 0 all expectations hold, 1 one failed or a law broke, 2 a file was refused. */
export async function runCommand(
  files: readonly string[],
  options: RunCommandOptions,
  terminal: Terminal,
): Promise<0 | 1 | 2> {
  const reports: FileReport[] = [];
  for (const file of files) {
    const report = await runFile(file, options, terminal);
    if (!options.json && report.run !== undefined) terminal.out(runText(file, report.run, terminal.outColours));
    if (!options.json && report.about !== undefined)
      terminal.out(skippedText(file, options.kernel, report.about, terminal.outColours));
    reports.push(report);
  }
  const [first] = reports;
  if (options.json) {
    const json = reports.length === 1 && first !== undefined ? runJson(first) : reports.map(runJson);
    terminal.out(`${JSON.stringify(json, undefined, 2)}\n`);
  } else if (reports.length > 1) terminal.out(totalText(reports, terminal.outColours));
  return runExitCode(reports);
}

async function runFile(file: string, options: RunCommandOptions, terminal: Terminal): Promise<FileReport> {
  const { report, program } = await readProgram(file, options, terminal);
  if (program === undefined) return report;
  const kernel = options.kernel ?? program.machine.kernel;
  const about = program.machine.kernels;
  if (options.anyway !== true && about?.includes(kernel) === false) return { ...report, kernel, about };
  await loadCompressor(program.machine.zswap.compressor);
  const work = runProgram(
    { ...program, machine: { ...program.machine, kernel } },
    {
      traceSteps: options.traceSteps,
      check: options.check,
      lineOf: (functionName, text) => lineOfStep(pseudoSource, functionName, text),
    },
  );
  const run = finish(work, terminal, ({ operations, steps }) =>
    [`${printable(file)}: ${operations} statements`, ...(options.check === 'step' ? [`${steps} steps`] : [])].join(
      ', ',
    ),
  );
  return { ...report, kernel, run };
}

/** Problems are printed here, unless JSON carries them: the text that they are about is at hand. */
async function readProgram(
  file: string,
  { kernel, json }: RunCommandOptions,
  terminal: Terminal,
): Promise<{ readonly report: FileReport; readonly program: Program | undefined }> {
  const { errColours: colours, errIsTerminal } = terminal;
  const input = await readInput(file);
  if (input.kind === 'refused') {
    if (!json) terminal.err(`${problemLine(file, input.problem, colours)}\n`);
    return { report: { file, kernel, problems: [input.problem], run: undefined }, program: undefined };
  }
  const { text } = input;
  if (isRecording(text, file)) {
    const parsed = parseRecording(text, file);
    const refused = refusal(parsed, file);
    if (!json && refused !== undefined) terminal.err(`${printable(refused)}\n`);
    const program = parsed.value === undefined ? undefined : recordingProgram(parsed.value);
    return { report: { file, kernel, problems: parsed.problems, run: undefined }, program };
  }
  const { value, problems } = compileScenario(text, file);
  if (!json) terminal.err(problemsText(file, problems, { colours, source: errIsTerminal ? text : undefined }));
  return { report: { file, kernel, problems, run: undefined }, program: value };
}
