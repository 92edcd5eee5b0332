// The commands of `vswap`, their options and their help; what a command does is in a file of its own.

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { didYouMean, nearest } from '../../core/scenario/nearest';
import { isKernelName, KERNEL_NAMES, type KernelName } from '../../core/word/kernelName';
import { FORMAT_IDS } from '../../core/word/layout';
import { decode } from './decode';
import { replayCommand } from './replay';
import { runCommand } from './run';
import type { Terminal } from './terminal';

/** Steps of one statement that `--trace` prints unless told otherwise. */
const TRACED_STEPS = 200;

/** A command that speaks a protocol: on standard input and output until its client is gone, or on a port until the process is ended. */
export interface Server {
  readonly name: string;
  readonly protocol: string;
  /** Resolves to the exit code. */
  readonly serve: (port: number | undefined, terminal: Terminal) => Promise<number>;
}

/** Runs one command line, without the program's name in front. Resolves to the exit code. */
export async function runCommandLine(
  args: readonly string[],
  terminal: Terminal,
  servers: readonly Server[],
  version: string,
): Promise<number> {
  let exitCode = 0;
  const program = commands(terminal, servers, version, (code) => (exitCode = code));
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end with 0; whatever else commander refuses is bad input.
    return error.exitCode === 0 ? 0 : 2;
  }
}

function commands(
  terminal: Terminal,
  servers: readonly Server[],
  version: string,
  exit: (code: number) => void,
): Command {
  const program = new Command('vswap')
    .description(
      'Runs Linux swap scenarios on a simulated kernel, decodes swap words, replays recordings of a real kernel.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: (text, write) => write(terminal.errColours.bad(text)),
    })
    .addHelpText('after', EXAMPLES);

  program
    .command('run')
    .description('run scenarios (.vswap) or recordings (.rec) and check what they expect')
    .argument('<file...>', 'files; - is standard input')
    .addOption(kernelOption('run on this kernel instead of the one that the file names'))
    .option('--anyway', 'with --kernel: also run scenarios that are about other kernels', false)
    .option('--json', 'print JSON: an object for one file, an array for several', false)
    .addOption(new Option('--trace', 'print the kernel steps of each statement').conflicts('json'))
    .addOption(
      new Option('--trace-steps <n>', 'steps of each statement that --trace prints')
        .argParser(countOf)
        .default(TRACED_STEPS),
    )
    .addOption(
      new Option(
        '--check <when>',
        'hold the laws of the tables after each statement, after every step, or not at all (default: statement, for recordings none)',
      ).choices(['statement', 'step', 'none']),
    )
    .addHelpText('after', RUN_HELP)
    .action(async (files: readonly string[], options: RunFlags) => {
      const traceSteps = options.trace === true ? options.traceSteps : undefined;
      const check = options.check === 'none' ? 'off' : options.check;
      exit(
        await runCommand(
          files,
          { kernel: options.kernel, anyway: options.anyway, json: options.json, traceSteps, check },
          terminal,
        ),
      );
    });

  program
    .command('decode')
    .description('show what a word of the tables means, bit by bit, or build one')
    .argument('[word]', 'the word, as in 0x1000000000048d16')
    .option('--as <format>', `one of ${FORMAT_IDS.join(', ')}`)
    .option('--kernel <name>', `one of ${KERNEL_NAMES.join(', ')} (default: ste-v1)`)
    .option('--nodes-shift <n>', 'bits of a NUMA node in a shadow, 1 to 10 (default: 10)')
    .option('--encode <kind field=value...>', 'build a word from its kind and fields')
    .option('--json', 'print JSON', false)
    .addHelpText('after', DECODE_HELP)
    .action((word: string | undefined, { json, ...request }: DecodeFlags) =>
      exit(decode({ word, ...request }, json, terminal)),
    );

  program
    .command('replay')
    .description('replay recordings of a real kernel and count the page states that come out the same')
    .argument('<recording...>', 'files; - is standard input')
    .addOption(kernelOption('replay on this kernel instead of 6.18'))
    .option('--json', 'print JSON', false)
    .addHelpText('after', REPLAY_HELP)
    .action(async (files: readonly string[], options: ReplayFlags) =>
      exit(await replayCommand(files, options, terminal)),
    );

  for (const { name, protocol, serve } of servers)
    program
      .command(name)
      .description(`serve the ${protocol} to other editors, on standard input and output or on a port`)
      .addOption(
        new Option('--port <n>', 'serve any number of clients on this TCP port of 127.0.0.1; 0 takes any free port')
          .argParser(portOf)
          .conflicts('stdio'),
      )
      // Many editors add it to the command of a server.
      .addOption(new Option('--stdio', 'serve one client on standard input and output (the default)'))
      .addHelpText('after', SERVER_HELP)
      .action(async ({ port }: ServerFlags) => exit(await serve(port, terminal)));
  return program;
}

interface RunFlags {
  readonly kernel?: KernelName;
  readonly anyway: boolean;
  readonly json: boolean;
  readonly trace?: boolean;
  readonly traceSteps: number;
  readonly check?: 'statement' | 'step' | 'none';
}
interface DecodeFlags {
  readonly as?: string;
  readonly kernel?: string;
  readonly nodesShift?: string;
  readonly encode?: readonly string[];
  readonly json: boolean;
}
interface ServerFlags {
  readonly port?: number;
}
interface ReplayFlags {
  readonly kernel?: KernelName;
  readonly json: boolean;
}

function kernelOption(description: string): Option {
  return new Option('--kernel <name>', `${description}: ${KERNEL_NAMES.join(', ')}`).argParser((name) => {
    if (isKernelName(name)) return name;
    throw new InvalidArgumentError(
      `It is not one of ${KERNEL_NAMES.join(', ')}.${didYouMean(nearest(name, KERNEL_NAMES))}`,
    );
  });
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw new InvalidArgumentError('Expected a port number from 0 to 65535; 0 takes any that is free.');
}

function countOf(text: string): number {
  const count = Number(text);
  if (/^\d{1,6}$/.test(text)) return count;
  throw new InvalidArgumentError('Expected a number from 0 to 999999.');
}

const EXAMPLES = `
Examples:
  vswap run samples/01-zswap-writeback.vswap
  vswap run samples/*.vswap --kernel ste-v2
  vswap run samples/03-fork.vswap --trace | less
  vswap decode 0x1000000000048d16 --as swap_table
  vswap decode --encode PFN pfn=0x12345 count=1 --as swap_table --kernel p4
  vswap replay samples/recordings/*.rec

Exit codes: 0 all is as expected, 1 something is not, 2 bad input.`;

const RUN_HELP = `
Exit codes: 0 all expectations hold, 1 one failed or a law of the tables broke, 2 a file was refused.

Examples:
  vswap run samples/01-zswap-writeback.vswap
  vswap run samples/*.vswap --kernel ste-v2 --json
  vswap run samples/03-fork.vswap --trace --trace-steps 1000
  vswap run samples/03-fork.vswap --check step`;

const DECODE_HELP = `
Examples:
  vswap decode 0x1000000000048d16 --as swap_table --kernel p4
  vswap decode --encode PFN pfn=0x12345 count=1 --as swap_table --kernel p4 --json`;

const SERVER_HELP = `
With --port a line on standard output says which port it is, and SIGINT or SIGTERM ends the server.
How editors are set up is in docs/editors.md.

Exit codes: 0 it was ended as it should, 1 the client of a language server left without saying so, 2 the port cannot be had.`;

const REPLAY_HELP = `
Exit codes: 0 every page state and every other figure is reproduced, 1 not all, 2 a file was refused.

Examples:
  vswap replay samples/recordings/*.rec
  vswap replay samples/recordings/01-seq-fill.rec --json`;
