// The C type of each name that steps show as a local: the debugger formats numbers by it.
const TYPES: Readonly<Record<string, string>> = {
  entry: 'swp_entry_t',
  phys: 'swp_entry_t',
  virt: 'swp_entry_t',
  folio: 'struct folio *',
  page: 'struct page *',
  si: 'struct swap_info_struct *',
  ci: 'struct swap_cluster_info *',
  ci_dyn: 'struct swap_cluster_info_dynamic *',
  zentry: 'struct zswap_entry *',
  task: 'struct task_struct *',
  parent: 'struct task_struct *',
  child: 'struct task_struct *',
  memcg: 'struct mem_cgroup *',
  only: 'struct mem_cgroup *',
  mm: 'struct mm_struct *',
  vma: 'struct vm_area_struct *',
  ptep: 'pte_t *',
  pmd: 'pmd_t *',
  list: 'struct list_head *',
  lru: 'struct list_head *',
  address: 'unsigned long',
  offset: 'unsigned long',
  start: 'unsigned long',
  first: 'unsigned long',
  end: 'unsigned long',
  found: 'unsigned long',
  next: 'unsigned long',
  index: 'unsigned long',
  nr: 'int',
  nr_pages: 'int',
  nr_reclaimed: 'int',
  nr_to_write: 'int',
  nr_to_reclaim: 'int',
  prio: 'int',
  ci_off: 'unsigned int',
  order: 'int',
  count: 'int',
  i: 'int',
  id: 'unsigned short',
  length: 'unsigned int',
  ret: 'int',
  full: 'bool',
  exclusive: 'bool',
  dirty: 'bool',
  write: 'bool',
  force: 'bool',
};

/** undefined: no step shows a local of this name, and no parameter that has it is shown. */
export function localType(name: string): string | undefined {
  return TYPES[name];
}

export function localNames(): readonly string[] {
  return Object.keys(TYPES);
}
