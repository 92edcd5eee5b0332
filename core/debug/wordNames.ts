// What a word of memory is, by its place: the slot, page, counter, list or structure that it belongs to, and how it is read where a format says.
import { SWAPFILE_CLUSTER } from '../mm/layout';
import type { ModelView } from '../mm/view';
import { PAGES_FIRST, SIMULATOR_FIRST } from '../memory/regions';
import type { KernelList, RecordedRun } from '../timeline/recordedRun';
import type { FormatId } from '../word/layout';
import { STRUCTS, type StructName } from '../word/structs';
import { swpEntryFromVal } from '../word/swpEntry';
import { slotName } from './slotName';

/** In the order in which a person wants to read them. */
export const WORD_GROUPS = [
  'tables',
  'pages',
  'clusters',
  'counters',
  'objects',
  'frames',
  'other',
  'simulator',
] as const;
export type WordGroup = (typeof WORD_GROUPS)[number];

export interface WordName {
  /** `virtual_table(vswap:512)`, `app.heap[3].pte`, `disk0 cluster 0: count, flags, order`. */
  readonly name: string;
  readonly group: WordGroup;
  /** Of words that have fields of their own. */
  readonly format: FormatId | undefined;
}

/** Bounds for the looks at one moment: beyond them words are shown as they are. */
const MOST_CLUSTERS = 20_000;
const MOST_PAGES = 20_000;
const MOST_MEMBERS = 20_000;
const PAGE_WORDS = STRUCTS.page.size / 8;

/** Reads the machine at the cursor; the answers are good for this moment. */
export function wordNames(run: RecordedRun): (index: number) => WordName {
  const { view } = run;
  const single = new Map<number, WordName>();
  addPages(view, single);
  for (const name of view.counterNames()) {
    const place = view.counterPlace(name);
    if (place !== undefined) single.set(place.word, { name, group: 'counters', format: undefined });
  }
  const { first, last } = run.faultWords;
  const faults: WordName = { name: 'faults that wait to strike', group: 'simulator', format: undefined };
  const parts = [
    ...clusterParts(view),
    ...run.lists().flatMap((list) => listParts(view, list)),
    { first, words: last - first + 1, name: () => faults },
  ].sort((a, b) => a.first - b.first);
  return (index) => single.get(index) ?? partAt(parts, index) ?? region(index);
}

/** Words that stand side by side. */
interface Part {
  readonly first: number;
  readonly words: number;
  /** Of the word `n` of the part. */
  readonly name: (n: number) => WordName;
}

function partAt(parts: readonly Part[], index: number): WordName | undefined {
  let [low, high] = [0, parts.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const part = parts[middle];
    if (part === undefined || index < part.first) high = middle - 1;
    else if (index >= part.first + part.words) low = middle + 1;
    else return part.name(index - part.first);
  }
  return undefined;
}

function clusterParts(view: ModelView): readonly Part[] {
  return view.devices().flatMap(({ name: device, type, clusterCount }) =>
    view.clusters(type, 0, Math.min(clusterCount, MOST_CLUSTERS)).flatMap((cluster): readonly Part[] => {
      const { clusterIndex, index, swapTable, virtualTable, memcgTable } = cluster;
      const slot = clusterIndex * SWAPFILE_CLUSTER;
      const table = (first: number, format: FormatId): Part => ({
        first,
        words: SWAPFILE_CLUSTER,
        name: (n) => ({ name: `${format}(${device}:${slot + n})`, group: 'tables', format }),
      });
      return [
        structPart('swap_cluster_info', index, `${device} cluster ${clusterIndex}`, 'clusters'),
        ...(swapTable === undefined ? [] : [table(swapTable, 'swap_table')]),
        ...(virtualTable === undefined ? [] : [table(virtualTable, 'virtual_table')]),
        ...(memcgTable === undefined ? [] : [memcgPart(memcgTable, device, slot)]),
      ];
    }),
  );
}

/** Ids of 16 bits, so many a word. */
const IDS = 4;

function memcgPart(first: number, device: string, slot: number): Part {
  return {
    first,
    words: SWAPFILE_CLUSTER / IDS,
    name: (n) => ({
      name: `memcg of ${device}:${slot + IDS * n}..${slot + IDS * n + IDS - 1}`,
      group: 'clusters',
      format: undefined,
    }),
  };
}

function addPages(view: ModelView, single: Map<number, WordName>): void {
  let pages = 0;
  for (const { name, areas } of view.tasks())
    for (const area of areas)
      for (const { page, pte } of view.pages(name, area.name, 0, Math.min(area.pages, MOST_PAGES - pages) - 1)) {
        pages++;
        if (pte !== undefined)
          single.set(pte.index, { name: `${name}.${area.name}[${page}].pte`, group: 'pages', format: 'pte' });
      }
}

/** The head, and of compressed pages the members, which nothing else leads to. */
function listParts(view: ModelView, { owner, name, of, head, members }: KernelList): readonly Part[] {
  const parts = [structPart('list_head', head, `list ${owner}.${name}`, 'objects')];
  if (of !== 'zswap_entry') return parts;
  const entries = members()
    .places.slice(0, MOST_MEMBERS)
    .map((at) => {
      const { lo, hi } = view.word(at);
      const slot = slotName(view, swpEntryFromVal(lo, hi)) ?? 'no slot';
      return structPart('zswap_entry', at, `zswap_entry of ${slot}`, 'objects');
    });
  return [...parts, ...entries];
}

function structPart(name: StructName, first: number, what: string, group: WordGroup): Part {
  return {
    first,
    words: STRUCTS[name].size / 8,
    name: (n) => ({ name: `${what}: ${memberNames(name, n)}`, group, format: undefined }),
  };
}

/** Which members of a structure stand in its word `n`. */
function memberNames(name: StructName, n: number): string {
  const found = Object.entries(STRUCTS[name].members).filter(
    ([, { offset, size }]) => offset < 8 * n + 8 && offset + size > 8 * n,
  );
  return found
    .map(([member, { offset, size, type }]) =>
      size <= 8 ? member : type === 'struct list_head' ? `${member}.${8 * n === offset ? 'next' : 'prev'}` : member,
    )
    .join(', ');
}

function region(index: number): WordName {
  if (index >= SIMULATOR_FIRST) return { name: 'record of the simulator', group: 'simulator', format: undefined };
  if (index < PAGES_FIRST) return { name: 'kernel object', group: 'other', format: undefined };
  const frame = Math.floor((index - PAGES_FIRST) / PAGE_WORDS);
  const members = memberNames('page', (index - PAGES_FIRST) % PAGE_WORDS);
  return { name: `page frame 0x${frame.toString(16)}: ${members}`, group: 'frames', format: undefined };
}
