// Bytes of the simulated memory for `readMemory`: words are stored as x86-64 stores them, the lowest byte first.
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ModelView } from '../../core/mm/view';
import { NO_VALUE, RequestError } from './requestError';

/** A client that wants more asks again where this ended. */
const MOST_BYTES = 64 * 1024;

/** `reference` is an address in C notation. Bytes that stand in no region of the simulated machine end the answer. */
export function readMemory(
  view: ModelView,
  reference: string,
  offset: number,
  count: number,
): NonNullable<DebugProtocol.ReadMemoryResponse['body']> {
  if (!/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(reference))
    throw new RequestError(
      NO_VALUE,
      `"${reference.slice(0, 40)}" is no address: expected 0x and up to 16 hexadecimal digits.`,
    );
  const first = BigInt.asUintN(64, BigInt(reference) + BigInt(offset));
  const bytes: number[] = [];
  const wanted = Math.min(count, MOST_BYTES);
  while (bytes.length < wanted) {
    const byte = byteAt(view, first + BigInt(bytes.length));
    if (byte === undefined) break;
    bytes.push(byte);
  }
  const missing = bytes.length < wanted ? { unreadableBytes: count - bytes.length } : {};
  return {
    address: `0x${first.toString(16)}`,
    data: btoa(bytes.map((byte) => String.fromCharCode(byte)).join('')),
    ...missing,
  };
}

function byteAt(view: ModelView, address: bigint): number | undefined {
  const index = view.indexOf(address & ~7n);
  if (index === undefined) return undefined;
  const word = view.word(index);
  const place = Number(address & 7n);
  return ((place < 4 ? word.lo : word.hi) >>> (8 * (place % 4))) & 0xff;
}
