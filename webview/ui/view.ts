// What every part of the panel is given: the state, what the view itself remembers, and the way back to the host.
import type { PanelTarget } from '../../core/protocol/panelParts';
import type { PanelToHost } from '../../core/protocol/panel';
import type { PanelState } from '../../core/protocol/panelStateShape';
import type { RowFilter } from './slotTable';
import type { Breakpoints } from './watched';

/** What the view decides for itself: no business of the host, kept over reloads. */
export interface ViewChoices {
  readonly filter: RowFilter;
  readonly accounting: 'structures' | 'counters';
  /** Counters that are zero now and were at the last stop are left out. */
  readonly zeroCounters: boolean;
}

export const FIRST_CHOICES: ViewChoices = { filter: 'used', accounting: 'structures', zeroCounters: false };

export interface View {
  readonly state: PanelState;
  readonly breakpoints: Breakpoints;
  readonly choices: ViewChoices;
  readonly post: (message: PanelToHost) => void;
  readonly choose: (change: Partial<ViewChoices>) => void;
}

/** The message that selects what a target names. */
export function selecting(target: PanelTarget): PanelToHost {
  switch (target.kind) {
    case 'slot':
      return { kind: 'selectSlot', type: target.type, offset: target.offset, table: target.table };
    case 'word':
      return { kind: 'selectWord', format: target.format, index: target.index };
    case 'page':
      return { kind: 'selectPage', page: target.page };
  }
}

/** Whatever the window stored last time; anything odd is replaced by the first choices. */
export function choicesFrom(stored: unknown): ViewChoices {
  if (typeof stored !== 'object' || stored === null) return FIRST_CHOICES;
  const read = <T>(name: string, allowed: readonly T[], otherwise: T): T => {
    const value: unknown = Object.entries(stored).find(([key]) => key === name)?.[1];
    return allowed.find((one) => one === value) ?? otherwise;
  };
  return {
    filter: read<RowFilter>('filter', ['used', 'changed', 'all'], FIRST_CHOICES.filter),
    accounting: read<ViewChoices['accounting']>('accounting', ['structures', 'counters'], FIRST_CHOICES.accounting),
    zeroCounters: read('zeroCounters', [true, false], FIRST_CHOICES.zeroCounters),
  };
}
