// A booted kernel for tests of single structures: no scenario, one small device.
import { boot } from '../kernel/machine';
import type { MachineConfig } from '../scenario/program';
import type { KernelName } from '../word/kernelName';
import type { Kernel } from './kernel';

export const MACHINE: MachineConfig = {
  kernel: 'ste-v2',
  cpus: 2,
  memory: 64 * 2 ** 20,
  zswap: { enabled: true, compressor: 'lz4', maxPoolPercent: 20, acceptThresholdPercent: 90 },
  devices: [
    {
      name: 'disk0',
      pages: 4096,
      priority: undefined,
      rotational: false,
      synchronous: false,
      block: true,
      discard: 'none',
      badSlots: [],
    },
  ],
  cgroups: [],
  sysctls: [],
  range: undefined,
};

export function booted(kernel: KernelName = 'ste-v2'): Kernel {
  return boot({ ...MACHINE, kernel });
}
