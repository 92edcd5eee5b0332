// What the person looks at: kept by name and number, never by table position, so that it survives any move of the cursor.
import { MOST_TILES, type PanelToHost } from '../protocol/panel';
import type { PanelPage, PanelWordFormat } from '../protocol/panelParts';
import type { DeviceView, ModelView } from '../mm/view';
import { wordIndex, type WordIndex } from '../word/brand';
import { parseWord } from '../word/hex';
import { swpEntry } from '../word/swpEntry';
import type { Changes } from './panelStateChanges';
import { clustersOf, SLOTS, tableIndex, type SlotPlace } from './panelStateTables';

export interface Selection {
  readonly device: number | undefined;
  readonly cluster: number | undefined;
  readonly slot: number | undefined;
  /** The word that is decoded: one of the selected slot's, or a word at a place of its own (a page table entry). */
  readonly word:
    | { readonly kind: 'slot'; readonly table: SlotPlace['table'] }
    | { readonly kind: 'place'; readonly format: PanelWordFormat; readonly index: number }
    | undefined;
  readonly page: PanelPage | undefined;
  /** Part of the cluster map in view; `count` 0: nothing known of the view yet. */
  readonly window: { readonly first: number; readonly count: number };
  /** Go where the words change at each stop. */
  readonly follows: boolean;
}

export const NOTHING_SELECTED: Selection = {
  device: undefined,
  cluster: undefined,
  slot: undefined,
  word: undefined,
  page: undefined,
  window: { first: 0, count: 0 },
  follows: true,
};

export interface Reselected {
  readonly selection: Selection;
  /** Why nothing was selected, for the person who asked. */
  readonly problem: string | undefined;
}

type Select = Extract<
  PanelToHost,
  {
    readonly kind:
      'selectDevice' | 'selectCluster' | 'selectSlot' | 'selectWord' | 'selectPage' | 'look' | 'goTo' | 'follow';
  }
>;

/** The selection after a click. What does not exist is refused with a reason, and the selection stays. */
export function reselect(selection: Selection, message: Select, view: ModelView): Reselected {
  const accept = (change: Partial<Selection>): Reselected => ({
    selection: { ...selection, ...change },
    problem: undefined,
  });
  const refuse = (problem: string): Reselected => ({ selection, problem });
  switch (message.kind) {
    case 'selectDevice': {
      const device = view.devices().find(({ type }) => type === message.type);
      if (device === undefined) return refuse(`VS0701: no swap device of type ${message.type} is on.`);
      return accept({
        device: device.type,
        cluster: undefined,
        slot: undefined,
        word: undefined,
        window: { ...selection.window, first: 0 },
      });
    }
    case 'selectCluster':
      return accept({
        device: message.type,
        cluster: message.cluster,
        slot: message.cluster * SLOTS,
        word: { kind: 'slot', table: 'swap_table' },
      });
    case 'selectSlot':
      return goToSlot(
        selection,
        {
          type: message.type,
          offset: message.offset,
          table: message.table === 'virtual_table' ? 'virtual_table' : 'swap_table',
        },
        view,
      );
    case 'selectWord':
      return accept({ word: { kind: 'place', format: message.format, index: message.index } });
    case 'selectPage':
      return pageProblem(message.page, view) === undefined
        ? accept({ page: message.page })
        : refuse(pageProblem(message.page, view) ?? '');
    case 'look':
      return accept({ window: { first: message.first, count: Math.min(message.count, MOST_TILES) } });
    case 'follow':
      return accept({ follows: message.on });
    case 'goTo':
      return goTo(selection, message.target.trim(), view);
  }
}

export function goToSlot(selection: Selection, place: SlotPlace, view: ModelView): Reselected {
  const device = view.devices().find(({ type }) => type === place.type);
  if (device === undefined) return { selection, problem: `VS0701: no swap device of type ${place.type} is on.` };
  if (place.offset >= device.max)
    return {
      selection,
      problem: `VS0702: ${device.name} ends at slot ${device.max - 1}: there is no slot ${place.offset}.`,
    };
  const table = device.kind === 'vswap' ? place.table : 'swap_table';
  return {
    selection: {
      ...selection,
      device: device.type,
      cluster: Math.floor(place.offset / SLOTS),
      slot: place.offset,
      word: { kind: 'slot', table },
    },
    problem: undefined,
  };
}

const SLOT_FORM = /^([\w.-]+):(\d{1,15})$/;
const PAGE_FORM = /^([\w-]+)\.([\w-]+)\[(\d{1,15})\]$/;

function goTo(selection: Selection, target: string, view: ModelView): Reselected {
  const slot = SLOT_FORM.exec(target);
  if (slot !== null) {
    const device = view.devices().find(({ name }) => name === slot[1]);
    if (device === undefined)
      return { selection, problem: `VS0701: no swap device is called ${slot[1]}. On are: ${deviceNames(view)}.` };
    return goToSlot(selection, { type: device.type, offset: Number(slot[2]), table: 'swap_table' }, view);
  }
  const page = PAGE_FORM.exec(target);
  if (page !== null) {
    const wanted = { task: page[1] ?? '', area: page[2] ?? '', page: Number(page[3]) };
    const problem = pageProblem(wanted, view);
    return { selection: problem === undefined ? { ...selection, page: wanted } : selection, problem };
  }
  const address = parseWord(target).value;
  if (address === undefined)
    return {
      selection,
      problem: `VS0704: "${target.slice(0, 60)}" is none of: a slot (vswap:512), a page (app.heap[3]), an address of a table word (0xffff...).`,
    };
  const index = view.indexOf(address);
  const place = index === undefined ? undefined : tableIndex(view).slotOf(index);
  if (place === undefined) return { selection, problem: `VS0705: ${target} is not in a swap table or virtual table.` };
  return goToSlot(selection, place, view);
}

const deviceNames = (view: ModelView): string =>
  view
    .devices()
    .map(({ name }) => name)
    .join(', ') || 'none';

function pageProblem({ task, area, page }: PanelPage, view: ModelView): string | undefined {
  const found = view.tasks().find(({ name }) => name === task);
  if (found === undefined) return `VS0703: no task is called ${task}.`;
  const region = found.areas.find(({ name }) => name === area);
  if (region === undefined) return `VS0703: task ${task} has no area ${area}.`;
  return page < region.pages
    ? undefined
    : `VS0703: ${task}.${area} has ${region.pages} pages: there is no page ${page}.`;
}

/** Fills in what is not selected, and drops what is gone at this moment: a device swapped off, a task that exited. */
export function settle(selection: Selection, view: ModelView): Selection {
  const devices = view.devices();
  const device =
    devices.find(({ type }) => type === selection.device) ?? devices.find(({ inUse }) => inUse > 0) ?? devices[0];
  const isSameDevice = device?.type === selection.device;
  const cluster =
    isSameDevice && selection.cluster !== undefined ? selection.cluster : device && firstUsedCluster(view, device);
  const slot =
    isSameDevice && selection.slot !== undefined ? selection.slot : cluster === undefined ? undefined : cluster * SLOTS;
  const word = selection.word ?? (slot === undefined ? undefined : { kind: 'slot', table: 'swap_table' });
  const page =
    selection.page !== undefined && pageProblem(selection.page, view) === undefined ? selection.page : firstPage(view);
  return { ...selection, device: device?.type, cluster, slot, word, page };
}

function firstUsedCluster(view: ModelView, device: DeviceView): number | undefined {
  const clusters = clustersOf(view, device);
  const used =
    clusters.find(({ list, count }) => list !== 'none' && list !== 'free' && count > 0) ??
    clusters.find(({ count }) => count > 0);
  return (used ?? clusters[0])?.clusterIndex;
}

function firstPage(view: ModelView): PanelPage | undefined {
  for (const { name, areas } of view.tasks()) {
    const area = areas[0];
    if (area !== undefined) return { task: name, area: area.name, page: 0 };
  }
  return undefined;
}

/** Slots asked for their pages, which walks page tables. */
const MOST_ASKED = 3;

/** Moves to where words changed since the last stop, unless what is selected changed too. Pages likewise. */
export function follow(selection: Selection, view: ModelView, changes: Changes): Selection {
  if (!selection.follows || changes.before.size === 0) return selection;
  const changed = tableIndex(view).slotsOf(changes.before.keys());
  const isHere = (place: SlotPlace): boolean => place.type === selection.device && place.offset === selection.slot;
  const target = changed.find(isHere) ?? changed.find(({ type }) => type === selection.device) ?? changed[0];
  const page = changedPage(selection, view, changes, changed);
  if (target === undefined) return { ...selection, page };
  return { ...(isHere(target) ? selection : goToSlot(selection, target, view).selection), page };
}

function changedPage(
  { page }: Selection,
  view: ModelView,
  changes: Changes,
  changed: readonly SlotPlace[],
): PanelPage | undefined {
  if (page !== undefined) {
    const seen = view.page(page.task, page.area, page.page);
    if (seen?.pte !== undefined && changes.before.has(seen.pte.index)) return page;
    if (seen?.entry !== undefined && changed.some(({ type, offset }) => seen.entry === swpEntry(type, offset)))
      return page;
  }
  for (const { type, offset } of changed.slice(0, MOST_ASKED)) {
    const owner = view.pagesOf(swpEntry(type, offset))[0];
    if (owner !== undefined) return { task: owner.task, area: owner.area, page: owner.page };
  }
  return page;
}

/** The next or previous changed slot after the selected one, around the end; undefined when nothing changed. */
export function nextChanged(
  selection: Selection,
  view: ModelView,
  changes: Changes,
  direction: 1 | -1,
): SlotPlace | undefined {
  const changed = tableIndex(view).slotsOf(changes.before.keys());
  const key = (type: number, offset: number): number => swpEntry(type, offset);
  const here =
    selection.device === undefined || selection.slot === undefined ? -1 : key(selection.device, selection.slot);
  const ordered = direction === 1 ? changed : [...changed].reverse();
  return ordered.find(({ type, offset }) => (key(type, offset) - here) * direction > 0) ?? ordered[0];
}

/** Place of the selected word at this moment; undefined while its table does not exist. */
export function selectedIndex(
  selection: Selection,
  view: ModelView,
): { readonly format: PanelWordFormat; readonly index: WordIndex } | undefined {
  if (selection.word?.kind === 'place')
    return { format: selection.word.format, index: wordIndex(selection.word.index) };
  if (selection.word === undefined || selection.device === undefined || selection.slot === undefined) return undefined;
  const slot = view.slot(swpEntry(selection.device, selection.slot));
  const word = selection.word.table === 'virtual_table' ? slot?.virtualTable : slot?.swapTable;
  return word === undefined ? undefined : { format: selection.word.table, index: word.index };
}
