// How the value of a field stands in its bits: what a person sees and what is stored can differ.
import type { DecodedField } from './decode';

/** `inverted`: all bits the other way round (facts 1.2). undefined: in a way of its own, such as an address without its tag; only the whole word can be set. */
export function fieldCoding(
  word: bigint,
  { bits: [high, low], value }: DecodedField,
): 'plain' | 'inverted' | undefined {
  const ones = 2n ** BigInt(high - low + 1) - 1n;
  const stored = (word >> BigInt(low)) & ones;
  if (value === stored) return 'plain';
  return value === (~stored & ones) ? 'inverted' : undefined;
}
