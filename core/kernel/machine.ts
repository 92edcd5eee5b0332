// A booted machine: the kernel of a configuration with its cgroups, zswap settings, virtual device and the devices named in it.
import { WordMemory } from '../memory/wordMemory.js';
import { init_readahead } from '../mm/readahead.js';
import { Kernel } from '../mm/kernel.js';
import { INIT_LIST_HEAD } from '../mm/list.js';
import { MEMCG } from '../mm/layout.js';
import { mem_cgroup_alloc } from '../mm/memcontrol.js';
import { run } from '../mm/step.js';
import { swapon } from '../mm/swapon.js';
import { vswap_init } from '../mm/vswap.js';
import { zswapWord } from '../mm/zswap.js';
import type { MachineConfig } from '../scenario/program.js';
import { wordIndex } from '../word/brand.js';
import { variantOf } from './variants.js';

const PAGE_SIZE = 4096;

/**
 * Boots. Cgroup n of the configuration has private id n + 1, the root 0. The virtual device is made before any swapon, so it gets type 0 (facts 1.1)
 * unless the configuration says otherwise.
 * Everything is written to `memory`, which is empty, and journaled when its recording is on.
 */
export function boot(config: MachineConfig, recording = true, memory = new WordMemory(recording)): Kernel {
  const k = new Kernel(config, variantOf(config.kernel), memory);
  INIT_LIST_HEAD(k, k.g.swap_active_head);
  INIT_LIST_HEAD(k, k.g.swap_avail_head);
  init_readahead(k);
  mem_cgroup_alloc(k, 0);
  config.cgroups.forEach((cgroup, i) => {
    const memcg = mem_cgroup_alloc(k, i + 1);
    for (const { key, value } of cgroup.limits) setLimit(k, memcg, key, value);
  });
  k.setNum(zswapWord(k, 'enabled'), config.zswap.enabled ? 1 : 0);
  k.setNum(zswapWord(k, 'ever_enabled'), config.zswap.enabled ? 1 : 0);
  k.setNum(zswapWord(k, 'max_pool_percent'), config.zswap.maxPoolPercent);
  k.setNum(zswapWord(k, 'accept_threshold_percent'), config.zswap.acceptThresholdPercent);
  if (k.variant.hasVirtualSwap) vswap_init(k, config.virtualDevice?.type ?? 0, config.virtualDevice?.slots);
  config.devices.forEach((device, i) => {
    run(swapon(k, device, i));
  });
  return k;
}

/** `swap.max`, `swap.high`, `zswap.max` in bytes, `zswap.writeback` 0 or 1; false for anything else. */
export function setLimit(k: Kernel, memcg: ReturnType<typeof mem_cgroup_alloc>, key: string, value: number): boolean {
  switch (key) {
    case 'swap.max':
      k.setNum(wordIndex(memcg + MEMCG.swap_max), Math.floor(value / PAGE_SIZE));
      return true;
    case 'swap.high':
      k.setNum(wordIndex(memcg + MEMCG.swap_high), Math.floor(value / PAGE_SIZE));
      return true;
    case 'zswap.max':
      k.setNum(wordIndex(memcg + MEMCG.zswap_max), Math.floor(value / PAGE_SIZE));
      return true;
    case 'zswap.writeback':
      k.setNum(wordIndex(memcg + MEMCG.zswap_writeback), value);
      return true;
    default:
      return false;
  }
}
