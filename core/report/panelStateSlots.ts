// What a slot's two words say, for the map and the table of the panel: one classification for all kernels, one line of text per word.
import type { PanelCell } from '../protocol/panelParts';
import { CACHED, codeOfKind, type SlotCode, type SlotKind } from '../protocol/slotRuns';
import type { ModelView, WordView } from '../mm/view';
import type { SwpEntry } from '../word/brand';
import { fieldOf, wordOf } from '../word/halves';
import { hexWord } from '../word/hex';
import { isKernelName, type KernelName } from '../word/kernelName';
import { swpOffset, swpType } from '../word/swpEntry';
import { hasZeroFlag, isCacheOnly, rmapEncoding, SwapTableKind, swapTableKind, swapTablePfn } from '../word/swapTable';
import { virtualTableEncoding, VirtualTableKind } from '../word/virtualTable';

/** The two words of a slot; absent where the cluster has no such table. */
export interface SlotWords {
  readonly swap: WordView | undefined;
  readonly virtual: WordView | undefined;
  readonly isVirtual: boolean;
}

export interface SlotReader {
  /** Kind and cached mark; never the changed mark. */
  readonly code: (words: SlotWords) => SlotCode;
  readonly swapCell: (word: WordView | undefined) => Omit<PanelCell, 'before'>;
  readonly virtualCell: (word: WordView) => Omit<PanelCell, 'before'>;
  readonly entryText: (entry: SwpEntry) => string;
}

export const wordText = (word: { readonly lo: number; readonly hi: number }): string =>
  hexWord(wordOf(word.lo, word.hi));

/** A kernel unknown to the word tables cannot be read: undefined. */
export function slotReader(view: ModelView): SlotReader | undefined {
  const kernel = view.kernel;
  if (!isKernelName(kernel)) return undefined;
  const names = new Map(view.devices().map((device) => [device.type, device]));
  const entryText = (entry: SwpEntry): string =>
    `${names.get(swpType(entry))?.name ?? `type ${swpType(entry)}`}:${swpOffset(entry)}`;
  const vswapType = view.devices().find((device) => device.kind === 'vswap')?.type ?? 0;
  return { entryText, ...swapTableReader(kernel, entryText, vswapType), ...virtualTableReader(kernel, entryText) };
}

/** 6.18 keeps counts and the zero flag elsewhere: its words have no flag bits. */
const hasFlagBits = (kernel: KernelName): boolean => kernel !== '6.18';

const SWAP_KIND_NAMES = ['NULL', 'Shadow', 'PFN', 'Pointer', 'Bad', 'Invalid'] as const;
const VIRTUAL_KIND_NAMES = ['NONE', 'SWAPFILE', 'ZERO', 'ZSWAP', 'FOLIO', 'Invalid'] as const;

function swapTableReader(
  kernel: KernelName,
  entryText: (entry: SwpEntry) => string,
  vswapType: number,
): Pick<SlotReader, 'code' | 'swapCell'> {
  const flagged = hasFlagBits(kernel);
  const rmap = rmapEncoding(kernel);
  const encoding = virtualTableEncoding(kernel);
  const shadow = (name: string) => fieldOf('swap_table', kernel, 'Shadow', name);
  const [eviction, memcgId, node, workingset] = [
    shadow('eviction'),
    shadow('memcg_id'),
    shadow('node'),
    shadow('workingset'),
  ];

  const code = ({ swap, virtual, isVirtual }: SlotWords): SlotCode => {
    const lo = swap?.lo ?? 0;
    const hi = swap?.hi ?? 0;
    const kind = swapTableKind(lo, hi);
    const backing =
      virtual === undefined || encoding === undefined ? VirtualTableKind.None : encoding.kindOf(virtual.lo, virtual.hi);
    const isPfn = kind === SwapTableKind.Pfn;
    return (isPfn ? CACHED : 0) + codeOfKind(kindOf(kind, backing, isVirtual, flagged ? hi : 0));
  };

  const swapCell = (word: WordView | undefined): Omit<PanelCell, 'before'> => {
    const lo = word?.lo ?? 0;
    const hi = word?.hi ?? 0;
    const kind = swapTableKind(lo, hi);
    const zero = flagged && (kind === SwapTableKind.Shadow || kind === SwapTableKind.Pfn) && hasZeroFlag(hi);
    let flags = zero ? 'Z' : '';
    let payload = '';
    if (kind === SwapTableKind.Pfn) payload = `pfn 0x${swapTablePfn(lo, hi).toString(16)}`;
    if (kind === SwapTableKind.Shadow) {
      if (workingset.get(lo, hi) === 1) flags += 'W';
      payload = `age 0x${eviction.get(lo, hi).toString(16)} memcg ${memcgId.get(lo, hi)} nid ${node.get(lo, hi)}`;
    }
    if (kind === SwapTableKind.Pointer) {
      if (rmap !== undefined && isCacheOnly(hi)) flags = 'C';
      if (rmap !== undefined) payload = `rmap ${entryText(rmap.entryOf(lo, hi, vswapType))}`;
    }
    return { word: wordText({ lo, hi }), kind: SWAP_KIND_NAMES[kind], flags, payload };
  };

  return { code, swapCell };
}

function virtualTableReader(
  kernel: KernelName,
  entryText: (entry: SwpEntry) => string,
): Pick<SlotReader, 'virtualCell'> {
  const encoding = virtualTableEncoding(kernel);
  return {
    virtualCell: ({ lo, hi }) => {
      const kind = encoding?.kindOf(lo, hi) ?? VirtualTableKind.Invalid;
      let payload = '';
      if (kind === VirtualTableKind.Swapfile && encoding !== undefined)
        payload = entryText(encoding.swapfileEntry(lo, hi));
      if (kind === VirtualTableKind.Zswap) payload = 'zswap_entry';
      if (kind === VirtualTableKind.Folio) payload = 'struct folio';
      return { word: wordText({ lo, hi }), kind: VIRTUAL_KIND_NAMES[kind], flags: '', payload };
    },
  };
}

/** The effective state of a slot (facts 1.10). `flagsHi` is 0 on kernels without flag bits. */
function kindOf(swap: SwapTableKind, backing: VirtualTableKind, isVirtual: boolean, flagsHi: number): SlotKind {
  switch (swap) {
    case SwapTableKind.Bad:
      return 'bad';
    case SwapTableKind.Pointer:
      return isCacheOnly(flagsHi) ? 'cacheOnly' : 'pointer';
    case SwapTableKind.Invalid:
      return 'invalid';
    case SwapTableKind.Null:
    case SwapTableKind.Shadow:
    case SwapTableKind.Pfn:
      break;
  }
  switch (backing) {
    case VirtualTableKind.Swapfile:
      return 'phys';
    case VirtualTableKind.Zswap:
      return 'zswap';
    case VirtualTableKind.Zero:
      return 'zero';
    case VirtualTableKind.Folio:
      return 'folio';
    case VirtualTableKind.Invalid:
      return 'invalid';
    case VirtualTableKind.None:
      break;
  }
  if (swap === SwapTableKind.Null) return 'free';
  if (hasZeroFlag(flagsHi)) return 'zero';
  if (!isVirtual) return 'slot';
  return swap === SwapTableKind.Pfn ? 'folio' : 'lost';
}
