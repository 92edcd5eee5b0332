// What a task can do, in words: how it is written, which kernel calls it stands for, what it does.

import type { WordInfo } from './wordInfo.js';

/** After `TASK:`. */
export const VERBS: readonly WordInfo[] = [
  {
    word: 'map',
    usage: 'TASK: map NAME SIZE [huge | mthp SIZE]',
    call: 'mmap(2), private and anonymous; huge and mthp: madvise(MADV_HUGEPAGE)',
    functions: ['do_anonymous_page'],
    doc: 'An area of memory, empty until it is written. Pages are counted from 0.',
    snippet: 'map ${1:heap} ${2:64} pages',
  },
  {
    word: 'write',
    usage: 'TASK: write AREA[FIRST..LAST] text|random|pattern [seed N], zero, or fill BYTE',
    call: 'stores',
    functions: ['do_anonymous_page', 'do_swap_page', 'do_wp_page'],
    doc: 'Faults in what is missing, then gives each page this content. What a page compresses to follows from it.',
    snippet: 'write ${1:heap}[${2:0}..${3:15}] ${4|text,random,pattern|} seed ${5:7}',
  },
  {
    word: 'read',
    usage: 'TASK: read AREA[FIRST..LAST]',
    call: 'loads',
    functions: [
      'do_swap_page',
      'swap_cache_get_folio',
      'swapin_sync',
      'swap_read_folio',
      'folio_put_swap',
      'folio_free_swap',
    ],
    doc: 'Faults in what is missing: from the swap cache, from zswap, or from a device.',
    snippet: 'read ${1:heap}[${2:0}]',
  },
  {
    word: 'pageout',
    usage: 'TASK: pageout AREA[FIRST..LAST]',
    call: 'madvise(MADV_PAGEOUT)',
    functions: ['reclaim_folio_list', 'folio_alloc_swap', 'try_to_unmap', 'swap_writeout', '__remove_mapping'],
    doc: 'Reclaims exactly these pages, in order.',
    snippet: 'pageout ${1:heap}[${2:0}..${3:15}]',
  },
  {
    word: 'willneed',
    usage: 'TASK: willneed AREA[FIRST..LAST]',
    call: 'madvise(MADV_WILLNEED)',
    functions: ['swapin_walk_pmd_entry', 'swap_cache_read_folio'],
    doc: 'Reads swapped pages into the swap cache without mapping them.',
    snippet: 'willneed ${1:heap}[${2:0}..${3:15}]',
  },
  {
    word: 'free',
    usage: 'TASK: free AREA[FIRST..LAST]',
    call: 'madvise(MADV_DONTNEED)',
    functions: ['zap_nonpresent_ptes', 'swap_put_entries_direct', '__swap_cluster_free_entries'],
    doc: 'Drops the pages: memory and swap entries go, the next access finds zeros.',
    snippet: 'free ${1:heap}[${2:0}]',
  },
  {
    word: 'lazyfree',
    usage: 'TASK: lazyfree AREA[FIRST..LAST]',
    call: 'madvise(MADV_FREE)',
    functions: ['folio_mark_lazyfree'],
    doc: 'Pages in memory may be dropped when memory is short; swapped ones are freed now.',
    snippet: 'lazyfree ${1:heap}[${2:0}..${3:15}]',
  },
  {
    word: 'mlock',
    usage: 'TASK: mlock AREA[FIRST..LAST]',
    call: 'mlock(2)',
    functions: ['mlock_folio', 'do_swap_page'],
    doc: 'Faults the pages in and keeps them in memory.',
    snippet: 'mlock ${1:heap}[${2:0}]',
  },
  {
    word: 'munlock',
    usage: 'TASK: munlock AREA[FIRST..LAST]',
    call: 'munlock(2)',
    functions: ['munlock_folio'],
    doc: 'Pages may be reclaimed again.',
    snippet: 'munlock ${1:heap}[${2:0}]',
  },
  {
    word: 'unmap',
    usage: 'TASK: unmap AREA',
    call: 'munmap(2)',
    functions: ['zap_nonpresent_ptes', 'swap_put_entries_direct'],
    doc: 'The area goes away with all its pages and swap entries.',
    snippet: 'unmap ${1:heap}',
  },
];
