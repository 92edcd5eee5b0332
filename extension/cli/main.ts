// The entry point of the `vswap` command: joins the process to the commands, and tells a fault of ours from one of the input.

import { Console } from 'node:console';
import { version } from '../../package.json';
import { runCommandLine, type Server } from './commandLine';
import { serve } from './serve';
import { terminalOf } from './terminal';

/** Standard output is the protocol's, and libraries write there for debugging. */
function protocolOutput(): NodeJS.Process {
  globalThis.console = new Console(process.stderr, process.stderr);
  return process;
}

/** Loaded when asked for: the other commands start faster without them. */
const SERVERS: readonly Server[] = [
  {
    name: 'dap',
    protocol: 'Debug Adapter Protocol',
    serve: async (port, terminal) => serve('dap', (await import('./dap')).serveDap, port, protocolOutput(), terminal),
  },
  {
    name: 'lsp',
    protocol: 'Language Server Protocol',
    serve: async (port, terminal) => serve('lsp', (await import('./lsp')).serveLsp, port, protocolOutput(), terminal),
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
