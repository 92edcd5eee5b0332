// The four scenarios of the language's introduction, word for word: they must run as they stand.

export const EXAMPLES: Readonly<Record<string, string>> = {
  writeback: `// zswap writeback moves a page to disk; the page table entry never changes.
machine {
  kernel ste-v1
  cpus 2
  memory 64M
  zswap { compressor lz4  max_pool_percent 20 }
  swap disk0 64M { priority 10 }
  cgroup web { swap.max 4M }
}
task app in web
app: map heap 64 pages
app: write heap[0..15] text seed 7
app: write heap[16..19] zero
app: pageout heap[0..19]
label "in zswap"
expect all app.heap[0..15] is zswap
expect all app.heap[16..19] is zero
expect app.heap[0].entry == vswap:512
expect web.swap.current == 0

writeback 1 pages
expect app.heap[0] is phys on disk0
expect app.heap[0].entry == vswap:512
expect virtual_table(vswap:512).slot == disk0:1
expect rmap(disk0:1) == vswap:512
expect web.swap.current == 4K

app: read heap[0]
expect app.heap[0] is present
expect app.heap[0].content == text seed 7
`,
  swapoff: `// Swapoff: with virtual swap no page table is walked; without it every one is.
machine { kernel ste-v1  memory 64M  zswap off  swap disk0 16M }
task app
app: map heap 100 pages
app: write heap[0..99] random seed 1
app: pageout heap[0..99]
expect all app.heap[0..99] is phys on disk0
swapoff disk0
expect all app.heap[0..99] is folio
expect run.pte_walks == 0
`,
  fork: `// Both sides of a fork share the slot; the last put frees it.
machine { kernel p4  memory 64M  zswap off  swap disk0 16M }
task app
app: map heap 4 pages
app: write heap[0..3] text seed 2
app: pageout heap[0..3]
fork app as child
expect count(disk0:1) == 2
exit child
expect count(disk0:1) == 1
app: free heap[0]
expect swap_table(disk0:1) is null
expect swap_table(disk0:1).word == 0x0
`,
  race: `// A fault races zswap writeback of the same page: whoever loses must notice.
machine { kernel ste-v2  cpus 2  memory 64M  zswap { compressor lz4 }  swap disk0 16M }
task app
app: map heap 1 pages
app: write heap[0] text seed 3
app: pageout heap[0]
race "fault against writeback" {
  cpu 0 { app: read heap[0] }
  cpu 1 { writeback 1 pages }
}
expect app.heap[0].content == text seed 3
`,
};
