// Takes a stream of bytes apart into messages, as the debug protocol and the language server protocol both frame them; holds a bounded number of bytes.

/** Bytes. Editors send two fields at most; what is longer is no header. */
export const LONGEST_HEADER = 4096;
/** Bytes: the largest scenario (8 MiB) as JSON, each of its characters escaped, and room for the rest of its message. */
export const LONGEST_MESSAGE = 64 * 1024 * 1024;

export type Frame =
  | { readonly kind: 'message'; readonly message: unknown }
  /** It had an end, but is no JSON: the next one can be read. */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** There is no telling where the next message begins: nothing more will come. */
  | { readonly kind: 'lost'; readonly reason: string };

export class Framing {
  private chunks: Uint8Array[] = [];
  private size = 0;
  /** Length of the body that is awaited; undefined: a header is. */
  private bodyLength: number | undefined;
  private isLost = false;

  /** The messages that are complete with this chunk, in order. Never throws. */
  push(chunk: Uint8Array): readonly Frame[] {
    const frames: Frame[] = [];
    if (this.isLost) return frames;
    this.chunks.push(chunk);
    this.size += chunk.length;
    for (;;) {
      const frame = this.bodyLength === undefined ? this.header() : this.body(this.bodyLength);
      if (frame === undefined) return frames;
      if (frame === 'header') continue;
      frames.push(frame);
      if (frame.kind !== 'lost') continue;
      this.isLost = true;
      this.chunks = [];
      return frames;
    }
  }

  private header(): Frame | 'header' | undefined {
    const bytes = this.joined();
    const end = bytes.indexOf('\r\n\r\n');
    const found = bytes.toString('latin1', 0, Math.min(end < 0 ? bytes.length : end, LONGEST_HEADER));
    if (!/^[\t\r\n -~]*$/.test(found)) return lost('a header holds characters that are no plain text');
    if (end > LONGEST_HEADER || (end < 0 && bytes.length > LONGEST_HEADER))
      return lost(`a header is longer than ${LONGEST_HEADER} bytes`);
    if (end < 0) return undefined;
    const length = lengthIn(found);
    if (typeof length === 'string') return lost(length);
    this.bodyLength = length;
    this.keep(bytes.subarray(end + 4));
    return 'header';
  }

  private body(length: number): Frame | undefined {
    if (this.size < length) return undefined;
    const bytes = this.joined();
    this.bodyLength = undefined;
    this.keep(bytes.subarray(length));
    return messageIn(bytes.subarray(0, length));
  }

  /** All at once when a message may be complete, so that a long one in many chunks is copied once. */
  private joined(): Buffer {
    const [first] = this.chunks;
    const bytes = this.chunks.length === 1 && Buffer.isBuffer(first) ? first : Buffer.concat(this.chunks);
    this.chunks = [bytes];
    return bytes;
  }

  private keep(rest: Uint8Array): void {
    this.chunks = rest.length === 0 ? [] : [rest];
    this.size = rest.length;
  }
}

/** The length, or what is wrong with the header. */
function lengthIn(header: string): number | string {
  const lengths: string[] = [];
  for (const line of header.split('\r\n')) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[\t ]*(.*?)[\t ]*$/.exec(line) ?? [];
    if (name === undefined) return `a header line is not "name: value": ${JSON.stringify(line.slice(0, 40))}`;
    if (name.toLowerCase() === 'content-length') lengths.push(value ?? '');
  }
  const [length] = lengths;
  if (length === undefined) return 'a header has no Content-Length';
  if (lengths.length > 1) return 'a header has more than one Content-Length';
  if (!/^\d+$/.test(length)) return `Content-Length is no number: ${JSON.stringify(length.slice(0, 40))}`;
  if (Number(length) > LONGEST_MESSAGE)
    return `Content-Length is ${length.slice(0, 40)}: at most ${LONGEST_MESSAGE} bytes are taken`;
  return Number(length);
}

function messageIn(bytes: Uint8Array): Frame {
  try {
    const message: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return { kind: 'message', message };
  } catch (error) {
    const what = error instanceof SyntaxError ? 'it is no JSON' : 'its bytes are not UTF-8';
    return { kind: 'unreadable', reason: `${what} (${bytes.length} bytes)` };
  }
}

const lost = (reason: string): Frame => ({ kind: 'lost', reason });

/** A message as it goes over the wire. */
export function framed(message: unknown): string {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
