// How words of the tables are read, by their place: which format a word has that is known by nothing but its address.
import { SWAPFILE_CLUSTER } from '../mm/layout';
import type { ModelView } from '../mm/view';
import type { FormatId } from '../word/layout';

/** Bounds for the looks at one moment: beyond them words are shown as they are. */
const MOST_CLUSTERS = 20_000;
const MOST_PAGES = 20_000;

/** Reads the machine at the cursor; the answer is good for this moment. */
export function wordFormats(view: ModelView): (index: number) => FormatId | undefined {
  const formats = new Map<number, FormatId>();
  const tables = new Map<number, FormatId>();
  for (const { type, clusterCount } of view.devices())
    for (const { swapTable, virtualTable } of view.clusters(type, 0, Math.min(clusterCount, MOST_CLUSTERS))) {
      if (swapTable !== undefined) tables.set(swapTable, 'swap_table');
      if (virtualTable !== undefined) tables.set(virtualTable, 'virtual_table');
    }
  for (const [first, format] of tables) for (let i = 0; i < SWAPFILE_CLUSTER; i++) formats.set(first + i, format);
  let pages = 0;
  for (const { name, areas } of view.tasks())
    for (const area of areas)
      for (let i = 0; i < area.pages && pages < MOST_PAGES; i++, pages++) {
        const index = view.page(name, area.name, i)?.pte?.index;
        if (index !== undefined) formats.set(index, 'pte');
      }
  return (index) => formats.get(index);
}
