// A swap entry under the name that scenarios give it, such as `vswap:512`.
import type { ModelView } from '../mm/view';
import type { SwpEntry } from '../word/brand';
import { NO_ENTRY, swpOffset, swpType } from '../word/swpEntry';

/** undefined: no entry, or no device of its type. */
export function slotName(view: ModelView, entry: SwpEntry): string | undefined {
  if (entry === NO_ENTRY) return undefined;
  const device = view.devices().find(({ type }) => type === swpType(entry));
  return device === undefined ? undefined : `${device.name}:${swpOffset(entry)}`;
}
