// `vswap dap`: the debug adapter on standard input and output, for editors that start it as a process.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStreams } from '../adapter/stdio';
import { debugHost } from '../adapter/wiring';
import { readInput } from './inputFile';

/** Serves one session; resolves when it is over. */
export function runDap(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<void> {
  return serveStreams(input, output, debugHost(loadFile, 'reference'));
}

/** `program` is a file path or a file URI. */
async function loadFile(program: string): Promise<string> {
  // Resolved, so that `-` is a file here: standard input belongs to the protocol.
  const input = await readInput(path.resolve(program.startsWith('file:') ? fileURLToPath(program) : program));
  if (input.kind === 'refused') throw new Error(`${input.problem.code}: ${input.problem.message}`);
  return input.text;
}
