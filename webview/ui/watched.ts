// Which words swap breakpoints watch, as the host told last.
import type { PanelToView } from '../../core/protocol/panel';

/** The message that tells of the swap breakpoints. */
export type Breakpoints = Omit<Extract<PanelToView, { readonly kind: 'breakpoints' }>, 'kind'>;

export function isWatched(watched: Breakpoints['watched'], address: bigint): boolean {
  return watched.some(({ first, last }) => address >= BigInt(first) && address <= BigInt(last));
}
