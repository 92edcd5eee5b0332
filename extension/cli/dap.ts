// `vswap dap`: the debug adapter for other editors, which start it as a process or connect to it.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStreams } from '../adapter/stdio';
import { isWholePath } from '../adapter/wholePath';
import { debugHost } from '../adapter/wiring';
import { readInput } from './inputFile';

/** Serves one session; resolves when it is over, always to 0: that a program failed is told in the session. */
export async function serveDap(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<number> {
  await serveStreams(input, output, debugHost(loadFile, 'reference', undefined, wholePath));
  return 0;
}

/** From the client's folder, else from where this process was started. */
const wholePath = (program: string, folder = '.'): string =>
  isWholePath(program) ? program : path.resolve(folder, program);

/** `program` is a file path or a file URI. */
async function loadFile(program: string): Promise<string> {
  // Resolved, so that `-` is a file here: standard input belongs to the protocol.
  const input = await readInput(path.resolve(program.startsWith('file:') ? fileURLToPath(program) : program));
  if (input.kind === 'refused') throw new Error(`${input.problem.code}: ${input.problem.message}`);
  return input.text;
}
