// The entry point of the `vswap` command: joins the process to the commands, and tells a fault of ours from one of the input.

import { version } from '../../package.json';
import { runCommandLine, type Server } from './commandLine';
import { terminalOf } from './terminal';

/** Loaded when asked for: the other commands start faster without them. */
const SERVERS: readonly Server[] = [
  {
    name: 'dap',
    protocol: 'Debug Adapter Protocol',
    serve: async () => (await import('./dap')).runDap(process.stdin, process.stdout),
  },
  {
    name: 'lsp',
    protocol: 'Language Server Protocol',
    serve: async () => (await import('./lsp')).runLsp(process.stdin, process.stdout),
  },
];

/** EX_SOFTWARE of sysexits(3): neither a failed expectation nor bad input. */
const OUR_FAULT = 70;

// `vswap run ... | head` closes the pipe early, which is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

runCommandLine(process.argv.slice(2), terminalOf(process.stdout, process.stderr, process.env), SERVERS, version).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(
      `vswap: this is a fault of vswap, please report it with the command that led to it:\n${what}\n`,
    );
    process.exitCode = OUR_FAULT;
  },
);
