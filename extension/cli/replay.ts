// `vswap replay`: recordings of a real kernel against the simulator, one line each and the sum.

import { loadCompressor } from '../../core/content/zstd';
import { parseRecording, refusal } from '../../core/recording/parse';
import { isReproduced, type ReplayResult } from '../../core/recording/replay';
import { replayJson, replayTable } from '../../core/recording/replayReport';
import { replayRun } from '../../core/recording/replayRun';
import { problemLine } from '../../core/report/problemText';
import { printable } from '../../core/report/printable';
import type { KernelName } from '../../core/scenario/program';
import { readInput } from './inputFile';
import { finish, type Terminal } from './terminal';

export interface ReplayCommandOptions {
  /** undefined: 6.18, which the recordings come from. */
  readonly kernel?: KernelName | undefined;
  readonly json: boolean;
}

/** Resolves to the exit code: 0 all reproduced to the last state and figure, 1 not all, 2 a file was refused. */
export async function replayCommand(
  files: readonly string[],
  options: ReplayCommandOptions,
  terminal: Terminal,
): Promise<0 | 1 | 2> {
  const results: ReplayResult[] = [];
  for (const [index, file] of files.entries()) {
    const input = await readInput(file);
    if (input.kind === 'refused') {
      terminal.err(`${problemLine(file, input.problem, terminal.errColours)}\n`);
      continue;
    }
    const parsed = parseRecording(input.text, file);
    const refused = refusal(parsed, file);
    if (refused !== undefined) terminal.err(`${printable(refused)}\n`);
    if (parsed.value === undefined) continue;
    await loadCompressor(parsed.value.zswap.compressor);
    const place = files.length === 1 ? '' : `${index + 1}/${files.length} `;
    results.push(
      finish(
        replayRun(parsed.value, options.kernel),
        terminal,
        ({ line, lines }) => `${place}${printable(file)}: line ${line} of ${lines}`,
      ),
    );
  }
  if (options.json) terminal.out(`${JSON.stringify(replayJson(results), undefined, 2)}\n`);
  else if (results.length > 0) terminal.out(replayTable(results, terminal.outColours));
  if (results.length < files.length) return 2;
  return results.every(isReproduced) ? 0 : 1;
}
