// The bytes of a file as the text of a scenario or recording, or why they are none; the same rule for the editor, the debugger and the command line.

const MIB = 1024 * 1024;
/** Bytes: what the languages take at most (core/scenario/limits.ts, core/recording/recording.ts). */
export const LARGEST_PROGRAM = 8 * MIB;

export type ProgramText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly code: 'VS0504' | 'VS0505'; readonly reason: string };

export function programText(bytes: Uint8Array): ProgramText {
  if (bytes.length > LARGEST_PROGRAM) return tooLarge(bytes.length);
  const nul = bytes.indexOf(0);
  if (nul >= 0) return noText(`byte ${nul} is 0`);
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return noText('its bytes are not UTF-8');
  }
}

/** `size` in bytes, undefined when reading was given up. */
export function tooLarge(size: number | undefined): ProgramText {
  const found = size === undefined ? `more than ${LARGEST_PROGRAM / MIB} MiB` : `${Math.ceil(size / MIB)} MiB`;
  const reason = `the file is too large: ${found}, at most ${LARGEST_PROGRAM / MIB} MiB are read`;
  return { kind: 'refused', code: 'VS0504', reason };
}

const noText = (found: string): ProgramText => ({
  kind: 'refused',
  code: 'VS0505',
  reason: `this is not a text file: ${found}; expected plain UTF-8 text`,
});
