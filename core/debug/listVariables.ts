// The kernel's lists as variables: each with its members in the order in which the kernel takes from it, read when it is opened and page by page.
import type { ModelView } from '../mm/view';
import type { KernelList } from '../timeline/recordedRun';
import { wordIndex, type WordIndex } from '../word/brand';
import { swpEntryFromVal } from '../word/swpEntry';
import { folioVariable } from './folioVariable';
import { slotName } from './slotName';
import { children, namedChildren, variable, type Children, type Variable } from './variable';

export function listVariables(view: ModelView, lists: readonly KernelList[]): Children {
  return namedChildren(lists.length, () => lists.map((list) => listVariable(view, list)));
}

function listVariable(view: ModelView, list: KernelList): Variable {
  const { places: members, isBroken } = list.members();
  const noun = { cluster: 'cluster', folio: 'folio', zswap_entry: 'compressed page' }[list.of];
  const broken = isBroken ? '; its pointers do not lead back to its head' : '';
  return variable(
    `${list.owner}.${list.name}`,
    `${members.length} ${noun}${members.length === 1 ? '' : 's'}${broken}`,
    {
      type: 'struct list_head',
      address: view.address(list.head),
      children: children(
        0,
        () => [],
        members.length,
        (start, count) =>
          members.slice(start, start + count).map((at, i) => memberVariable(view, list, `[${start + i}]`, at)),
      ),
    },
  );
}

/** Word of swap_cluster_info with count, flags and order (core/word/structs.ts), and of zswap_entry with its slot. */
const CLUSTER_STATE = 0;
const ZSWAP_SLOT = 0;

function memberVariable(view: ModelView, list: KernelList, name: string, at: WordIndex): Variable {
  const address = view.address(at);
  switch (list.of) {
    case 'folio':
      return folioVariable(name, view, at);
    case 'cluster': {
      const { hi } = view.word(wordIndex(at + CLUSTER_STATE));
      return variable(name, `0x${address.toString(16)}: ${hi & 0xffff} in use, order ${hi >>> 24}`, {
        type: 'struct swap_cluster_info *',
        address,
      });
    }
    case 'zswap_entry': {
      const { lo, hi } = view.word(wordIndex(at + ZSWAP_SLOT));
      const slot = slotName(view, swpEntryFromVal(lo, hi));
      return variable(name, slot ?? `0x${address.toString(16)}`, {
        type: 'struct zswap_entry *',
        address,
        expression: slot,
      });
    }
  }
}
