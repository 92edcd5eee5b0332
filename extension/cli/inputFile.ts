// Reads what a person named on the command line, with every way in which it may not be a text answered in one line.

import { open, stat, type FileHandle } from 'node:fs/promises';
import type { ReportedProblem } from '../../core/report/problemText';
import { LARGEST_PROGRAM, programText, tooLarge, type ProgramText } from '../adapter/programText';

export type InputFile =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'refused'; readonly problem: ReportedProblem };

/** `-` is standard input. Reads at most LARGEST_PROGRAM bytes and one, whatever the file is; rejects never. */
export async function readInput(file: string): Promise<InputFile> {
  try {
    if (file === '-') return textOf(await read(process.stdin));
    const found = await stat(file);
    if (found.isDirectory())
      return refuse('VS0502', `this is a directory; name the files in it, as in ${trimmed(file)}/*.vswap`);
    if (found.size > LARGEST_PROGRAM) return textOf(tooLarge(found.size));
    const handle = await open(file, 'r');
    try {
      return textOf(await read(chunksOf(handle)));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return refuse(...reasonOf(error));
  }
}

async function read(chunks: AsyncIterable<unknown>): Promise<ProgramText> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) continue;
    parts.push(chunk);
    length += chunk.length;
    if (length > LARGEST_PROGRAM) return tooLarge(undefined);
  }
  return programText(Buffer.concat(parts));
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array, void, void> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(256 * 1024), 0, 256 * 1024);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function textOf(found: ProgramText): InputFile {
  return found.kind === 'text' ? found : refuse(found.code, found.reason);
}

function reasonOf(error: unknown): readonly [code: `VS05${string}`, message: string] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return ['VS0501', 'there is no such file; check the name'];
    case 'EACCES':
    case 'EPERM':
      return ['VS0503', 'the file cannot be read: permission denied'];
    default:
      return ['VS0503', `the file cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

const trimmed = (folder: string): string => folder.replace(/\/+$/, '');

function refuse(code: `VS05${string}`, message: string): InputFile {
  return { kind: 'refused', problem: { code, severity: 'error', message, range: undefined } };
}
