// The kernel structures that the simulator lays out byte for byte, as data: member, offset, size, C type, meaning (facts 1.12 to 1.18).

/** A member, in bytes; an array has `count` elements of `size / count` bytes each. */
export interface Member {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
  readonly type: string;
  readonly meaning: string;
}

export interface Struct<Name extends string = string> {
  /** sizeof on x86-64 without lock debugging. */
  readonly size: number;
  /** What the allocator really takes, where that is more. */
  readonly allocated: number;
  readonly members: Readonly<Record<Name, Member>>;
}

const member = (offset: number, size: number, type: string, meaning: string): Member => ({
  offset,
  size,
  count: 1,
  type,
  meaning,
});

const array = (offset: number, count: number, elementSize: number, type: string, meaning: string): Member => ({
  offset,
  size: count * elementSize,
  count,
  type,
  meaning,
});

const struct = <Name extends string>(
  size: number,
  members: Readonly<Record<Name, Member>>,
  allocated = size,
): Struct<Name> => ({ size, allocated, members });

const SLOTS = 512;
const ORDERS = 10;

export const STRUCTS = {
  list_head: struct(16, {
    next: member(0, 8, 'struct list_head *', 'next entry, or the head itself'),
    prev: member(8, 8, 'struct list_head *', 'previous entry, or the head itself'),
  }),

  swap_cluster_info: struct(48, {
    lock: member(0, 4, 'spinlock_t', 'guards the cluster and its tables'),
    count: member(4, 2, 'u16', 'slots that are not NULL, Bad and Pointer included'),
    flags: member(6, 1, 'u8', 'list that the cluster is on'),
    order: member(7, 1, 'u8', 'folio order that the cluster serves'),
    table: member(8, 8, 'struct swap_table __rcu *', 'the swap table, none while the cluster is free'),
    extend_table: member(16, 8, 'unsigned int *', 'swap counts from 15 on'),
    memcg_table: member(24, 8, 'struct swap_memcg_table *', 'cgroup of each slot'),
    list: member(32, 16, 'struct list_head', 'entry of the list that flags names'),
  }),

  /** The embedded cluster comes first, so its member offsets hold here too. */
  swap_cluster_info_dynamic: struct(
    80,
    {
      ci: member(0, 48, 'struct swap_cluster_info', 'the cluster'),
      index: member(48, 4, 'unsigned int', 'key in cluster_info_pool: slot offset / 512'),
      rcu: member(56, 16, 'struct rcu_head', 'for the deferred free'),
      virtual_table: member(72, 8, 'unsigned long *', 'backing of each slot; none in cluster 0'),
    },
    96,
  ),

  swap_table: struct(4096, { entries: array(0, SLOTS, 8, 'atomic_long_t', 'one swap table word per slot') }),
  virtual_table: struct(4096, { entries: array(0, SLOTS, 8, 'unsigned long', 'one virtual table word per slot') }),
  swap_memcg_table: struct(1024, {
    id: array(0, SLOTS, 2, 'unsigned short', 'private id of the cgroup that pays, 0 for none'),
  }),
  extend_table: struct(2048, {
    counts: array(0, SLOTS, 4, 'unsigned int', 'swap count of an overflowed slot, else 0'),
  }),

  zswap_entry: struct(56, {
    swpentry: member(0, 8, 'swp_entry_t', 'slot that the copy belongs to'),
    length: member(8, 4, 'unsigned int', 'compressed bytes'),
    referenced: member(12, 1, 'bool', 'second chance on the LRU'),
    pool: member(16, 8, 'struct zswap_pool *', 'compressor and zsmalloc pool'),
    handle: member(24, 8, 'unsigned long', 'zsmalloc object'),
    objcg: member(32, 8, 'struct obj_cgroup *', 'who pays for the compressed bytes'),
    lru: member(40, 16, 'struct list_head', 'entry of the zswap LRU'),
  }),

  /** The per-CPU lock has no size without lock debugging. */
  percpu_swap_cluster: struct(160, {
    si: array(0, ORDERS, 8, 'struct swap_info_struct *', 'device last allocated from, by order'),
    offset: array(80, ORDERS, 8, 'unsigned long', 'slot to try next, by order'),
  }),
  percpu_vswap_cluster: struct(80, {
    offset: array(0, ORDERS, 8, 'unsigned long', 'virtual slot to try next, by order'),
  }),

  /** Simplified to what swap touches, at the real size; `private` holds the swap entry of a folio in the swap cache. */
  page: struct(64, {
    flags: member(0, 8, 'unsigned long', 'page flags'),
    lru: member(8, 16, 'struct list_head', 'entry of an LRU list'),
    mapping: member(24, 8, 'struct address_space *', 'owner, tagged for anonymous memory'),
    index: member(32, 8, 'pgoff_t', 'page offset in its mapping'),
    private: member(40, 8, 'unsigned long', 'swap entry while in the swap cache'),
    mapcount: member(48, 4, 'atomic_t', 'page table entries that map it, less one'),
    refcount: member(52, 4, 'atomic_t', 'references'),
    memcg_data: member(56, 8, 'unsigned long', 'cgroup that pays'),
  }),

  xa_node: struct(576, {
    shift: member(0, 1, 'unsigned char', 'index bits below this node'),
    offset: member(1, 1, 'unsigned char', 'slot in the parent'),
    count: member(2, 1, 'unsigned char', 'used slots'),
    nr_values: member(3, 1, 'unsigned char', 'slots that hold values, not pointers'),
    parent: member(8, 8, 'struct xa_node __rcu *', 'node above, none at the top'),
    array: member(16, 8, 'struct xarray *', 'the xarray'),
    private_list: member(24, 16, 'struct list_head', 'for the user of the xarray; also the RCU head'),
    slots: array(40, 64, 8, 'void __rcu *', 'children or entries'),
    marks: array(552, 3, 8, 'unsigned long', 'three marks per slot'),
  }),
} as const;

export type StructName = keyof typeof STRUCTS;
export type MemberName<S extends StructName> = keyof (typeof STRUCTS)[S]['members'] & string;
