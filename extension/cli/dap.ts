// `vswap dap`: the debug adapter on standard input and output, for editors that start it as a process.
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { serveStreams } from '../adapter/stdio';
import { debugHost } from '../adapter/wiring';

/** More than any scenario or recording may have; what the limits of the languages say is said after reading. */
const LARGEST_FILE = 64 * 1024 * 1024;

/** Serves one session; resolves when it is over. */
export function runDap(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<void> {
  return serveStreams(input, output, debugHost(loadFile, 'reference'));
}

/** `path` is a file path or a file URI. */
async function loadFile(path: string): Promise<string> {
  const file = path.startsWith('file:') ? fileURLToPath(path) : path;
  const { size } = await stat(file);
  if (size > LARGEST_FILE)
    throw new Error(`it has ${Math.ceil(size / 2 ** 20)} MiB, and ${LARGEST_FILE / 2 ** 20} are the most`);
  return readFile(file, 'utf8');
}
