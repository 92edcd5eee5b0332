// How each kind of slot looks and what it means: a letter and a fill from the theme's chart colours, never the colour alone.
import type { SlotKind } from '../../core/protocol/slotRuns';
import type { PanelClusterList } from '../../core/protocol/panelStateShape';

export interface KindLook {
  readonly glyph: string;
  /** Theme colour of the fill; undefined: no fill. */
  readonly colour: string | undefined;
  /** `outline`: frame and letter only, the inside left empty. */
  readonly fill: 'solid' | 'outline' | 'none';
  readonly meaning: string;
}

export const KIND_LOOKS: Readonly<Record<SlotKind, KindLook>> = {
  free: { glyph: '', colour: undefined, fill: 'none', meaning: 'free' },
  slot: {
    glyph: 'S',
    colour: '--vscode-charts-blue',
    fill: 'solid',
    meaning: 'swapped out, referred to by page tables directly',
  },
  folio: {
    glyph: 'F',
    colour: '--vscode-charts-yellow',
    fill: 'solid',
    meaning: 'virtual slot whose only copy is in memory',
  },
  zero: { glyph: '0', colour: '--vscode-charts-foreground', fill: 'outline', meaning: 'zero-filled page: no backing' },
  zswap: { glyph: 'Z', colour: '--vscode-charts-purple', fill: 'solid', meaning: 'virtual slot backed by zswap' },
  phys: {
    glyph: 'P',
    colour: '--vscode-charts-green',
    fill: 'solid',
    meaning: 'virtual slot backed by a physical slot',
  },
  pointer: {
    glyph: 'R',
    colour: '--vscode-charts-orange',
    fill: 'solid',
    meaning: 'physical slot owned by a virtual slot (reverse map)',
  },
  cacheOnly: {
    glyph: 'C',
    colour: '--vscode-charts-orange',
    fill: 'outline',
    meaning: 'as R, owner hinted to be cache-only: reclaimable',
  },
  bad: {
    glyph: '\u00d7',
    colour: '--vscode-disabledForeground',
    fill: 'outline',
    meaning: 'bad slot: never handed out',
  },
  lost: { glyph: '!', colour: '--vscode-charts-red', fill: 'solid', meaning: 'swapped out without backing: data lost' },
  invalid: { glyph: '?', colour: '--vscode-charts-red', fill: 'outline', meaning: 'no word of the format' },
};

export const CACHED_MEANING = 'also in the swap cache';
export const CHANGED_MEANING = 'changed since the last stop';

/** The kernel's list of a cluster, as people say it. */
export function listText(list: PanelClusterList, order: number): string {
  switch (list) {
    case 'nonfull':
    case 'frag':
      return `${list}[${order}]`;
    case 'none':
      return 'off-list';
    case 'free':
    case 'full':
    case 'discard':
    case 'dead':
      return list;
  }
}
