// Reads what a person named on the command line, with every way in which it may not be a text answered in one line.

import { open, stat, type FileHandle } from 'node:fs/promises';
import type { ReportedProblem } from '../../core/report/problemText';

/** Bytes: what the languages take at most (core/scenario/limits.ts, core/recording/recording.ts). */
export const LARGEST_INPUT = 8 * 1024 * 1024;
const MIB = 1024 * 1024;

export type InputFile =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'refused'; readonly problem: ReportedProblem };

/** `-` is standard input. Reads at most LARGEST_INPUT bytes and one, whatever the file is; rejects never. */
export async function readInput(file: string): Promise<InputFile> {
  try {
    if (file === '-') return textOf(await bytesOf(process.stdin));
    const found = await stat(file);
    if (found.isDirectory())
      return refuse('VS0502', `this is a directory; name the files in it, as in ${trimmed(file)}/*.vswap`);
    if (found.size > LARGEST_INPUT) return tooLarge(found.size);
    const handle = await open(file, 'r');
    try {
      return textOf(await bytesOf(chunksOf(handle)));
    } finally {
      await handle.close();
    }
  } catch (error) {
    return refuse(...reasonOf(error));
  }
}

/** The whole input, or undefined when it is too large. */
async function bytesOf(chunks: AsyncIterable<unknown>): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) continue;
    parts.push(chunk);
    length += chunk.length;
    if (length > LARGEST_INPUT) return undefined;
  }
  return Buffer.concat(parts);
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Uint8Array, void, void> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(256 * 1024), 0, 256 * 1024);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function textOf(bytes: Uint8Array | undefined): InputFile {
  if (bytes === undefined) return tooLarge(undefined);
  const nul = bytes.indexOf(0);
  if (nul >= 0) return refuse('VS0505', `this is not a text file: byte ${nul} is 0; expected plain UTF-8 text`);
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return refuse('VS0505', 'this is not a text file: its bytes are not UTF-8; expected plain UTF-8 text');
  }
}

function tooLarge(size: number | undefined): InputFile {
  const found = size === undefined ? `more than ${LARGEST_INPUT / MIB} MiB` : `${Math.ceil(size / MIB)} MiB`;
  return refuse('VS0504', `the file is too large: ${found}, at most ${LARGEST_INPUT / MIB} MiB are read`);
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
