// Entries and options of the machine block, in words.

import type { WordInfo } from './wordInfo.js';

/** Inside the machine block, and inside its own blocks. */
export const MACHINE_ENTRIES: readonly WordInfo[] = [
  {
    word: 'kernel',
    usage: 'kernel 6.18|p4|ste-v1|ste-v2|ste-latest',
    call: 'which kernel runs',
    functions: [],
    doc: 'The kernel that the scenario runs on; the command line can name another.',
    snippet: 'kernel ${1|ste-v1,ste-v2,ste-latest,p4,6.18|}',
  },
  {
    word: 'kernels',
    usage: 'kernels KERNEL, KERNEL',
    call: 'which kernels the scenario is about',
    functions: [],
    doc: 'Its expectations are meant for these: vswap run --kernel leaves it out on others. Without kernel, the first is the one that runs.',
    snippet: 'kernels ${1:ste-v1}, ${2:ste-v2}',
  },
  {
    word: 'breaks',
    usage: 'breaks LAW, LAW',
    call: 'a known defect',
    functions: [],
    doc: 'Laws, such as J1, that the scenario shows broken: each is named once, as a warning, and one that does not break fails the run.',
    snippet: 'breaks ${1:J1}',
  },
  {
    word: 'cpus',
    usage: 'cpus N',
    call: 'number of CPUs',
    functions: [],
    doc: 'CPUs are numbered from 0. One, unless said otherwise.',
    snippet: 'cpus ${1:2}',
  },
  {
    word: 'memory',
    usage: 'memory SIZE',
    call: 'size of memory',
    functions: [],
    doc: 'Bounds what can be in memory at a time, and the zswap pool. 64M, unless said otherwise.',
    snippet: 'memory ${1:64M}',
  },
  {
    word: 'zswap',
    usage: 'zswap on|off, or zswap { compressor NAME  max_pool_percent N  accept_threshold_percent N }',
    call: '/sys/module/zswap/parameters',
    functions: ['zswap_store', 'zswap_load'],
    doc: 'Compressed swap in memory. Off, unless the machine block names it; lz4, 20 and 90 percent, unless said otherwise.',
    snippet: 'zswap { compressor ${1|lz4,zstd,lzo,lzo-rle,deflate|}  max_pool_percent ${2:20} }',
  },
  {
    word: 'vswap',
    usage: 'vswap { type N  size SIZE }',
    call: 'the virtual swap device',
    functions: ['vswap_init'],
    doc: 'Otherwise than after a real boot, to show limits: another swap type than 0, a size below the limit of the kernel.',
    snippet: 'vswap { ${1:type 4} }',
  },
  {
    word: 'swap',
    usage: 'swap NAME SIZE [{ priority N  rotational  synchronous  file  discard pages|once  bad 3,7 }]',
    call: 'swapon(2) before the first statement',
    functions: ['swapon'],
    doc: 'A swap device that is there from the start. SIZE counts the header page.',
    snippet: 'swap ${1:disk0} ${2:64M}',
  },
  {
    word: 'cgroup',
    usage: 'cgroup NAME [{ swap.max SIZE  swap.high SIZE  zswap.max SIZE  zswap.writeback on|off }]',
    call: 'a directory of cgroup2',
    functions: ['mem_cgroup_try_charge_swap'],
    doc: 'A memory cgroup and its limits. The word memory. in front of a limit may be left out.',
    snippet: 'cgroup ${1:web} { swap.max ${2:4M} }',
  },
  {
    word: 'sysctl',
    usage: 'sysctl vm.NAME VALUE',
    call: '/proc/sys/vm',
    functions: [],
    doc: 'A setting at boot.',
    snippet: 'sysctl ${1:vm.page-cluster} ${2:3}',
  },
];

export const DEVICE_OPTIONS: readonly WordInfo[] = [
  {
    word: 'priority',
    usage: 'priority N',
    call: 'SWAP_FLAG_PREFER',
    functions: [],
    doc: 'Devices of higher priority are filled first; equal ones take turns.',
    snippet: 'priority ${1:5}',
  },
  {
    word: 'rotational',
    usage: 'rotational',
    call: 'a disk without SWP_SOLIDSTATE',
    functions: [],
    doc: 'One allocation hint for all CPUs, and readahead by slot instead of by address.',
    snippet: 'rotational',
  },
  {
    word: 'synchronous',
    usage: 'synchronous',
    call: 'SWP_SYNCHRONOUS_IO',
    functions: [],
    doc: 'Like zram or pmem: reads complete at once, and a page read in gives up its slot.',
    snippet: 'synchronous',
  },
  {
    word: 'file',
    usage: 'file',
    call: 'a swap file, no SWP_BLKDEV',
    functions: [],
    doc: 'A file instead of a block device: it cannot hold large folios.',
    snippet: 'file',
  },
  {
    word: 'discard',
    usage: 'discard pages|once',
    call: 'SWAP_FLAG_DISCARD_PAGES or SWAP_FLAG_DISCARD_ONCE',
    functions: [],
    doc: 'Freed clusters are discarded before they are used again, or the whole device once at swapon.',
    snippet: 'discard ${1|pages,once|}',
  },
  {
    word: 'bad',
    usage: 'bad SLOT,SLOT',
    call: 'bad pages of the swap header',
    functions: [],
    doc: 'Slots that cannot be used.',
    snippet: 'bad ${1:3}',
  },
];

export const ZSWAP_OPTIONS: readonly WordInfo[] = [
  {
    word: 'compressor',
    usage: 'compressor lz4|zstd|lzo|lzo-rle|deflate',
    call: 'zswap.compressor',
    functions: ['zswap_compress'],
    doc: 'How pages are compressed.',
    snippet: 'compressor ${1|lz4,zstd,lzo,lzo-rle,deflate|}',
  },
  {
    word: 'max_pool_percent',
    usage: 'max_pool_percent N',
    call: 'zswap.max_pool_percent',
    functions: [],
    doc: 'Share of memory the pool may take.',
    snippet: 'max_pool_percent ${1:20}',
  },
  {
    word: 'accept_threshold_percent',
    usage: 'accept_threshold_percent N',
    call: 'zswap.accept_threshold_percent',
    functions: [],
    doc: 'How far a full pool must shrink before stores are accepted again.',
    snippet: 'accept_threshold_percent ${1:90}',
  },
];

export const VSWAP_OPTIONS: readonly WordInfo[] = [
  {
    word: 'type',
    usage: 'type N',
    call: 'the number of the swap device',
    functions: [],
    doc: '0 after a real boot: the virtual device is made before any swapon. Devices take the free types in order.',
    snippet: 'type ${1:4}',
  },
  {
    word: 'size',
    usage: 'size SIZE',
    call: 'swap_info_struct max',
    functions: [],
    doc: 'In whole clusters of 2M, of which the first is never used. Just under 16 TiB or 8 PiB, as the kernel has it, unless said otherwise.',
    snippet: 'size ${1:4M}',
  },
];
