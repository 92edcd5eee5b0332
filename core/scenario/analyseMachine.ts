// The machine block: kernel, CPUs, memory, zswap, devices, cgroups, sysctls.

import { analyseDevice } from './analyseDevice.js';
import { analyseSetting, readSetting } from './analyseSetting.js';
import { isBroken, requireModelled, type Context } from './context.js';
import type * as ast from './generated/ast.js';
import { PAGE_SIZE } from './literals.js';
import { LAWS } from './lawNames.js';
import { listed } from './nearest.js';
import type { CgroupConfig, MachineConfig, SourceRange, VirtualDeviceConfig, ZswapConfig } from './program.js';
import { MAX_CPUS, readCount, readPages } from './quantity.js';
import { CGROUP_SETTINGS, findCgroupSetting } from './settings.js';
import { rangeOf, rangeOfProperty } from './sourceRange.js';
import { checkFree, onlyOnce, reportUnknownWord } from './wordChecks.js';
import { KERNEL_NAMES, isKernelName } from '../word/kernelName.js';

const MEBIBYTE = 1024 * 1024;
/** 64 GiB: the simulator keeps a struct page for each page of memory. */
const MAX_MEMORY_PAGES = (64 * 1024 * MEBIBYTE) / PAGE_SIZE;
/** Swap types that a kernel with every special type has for devices, and slots of a cluster (facts 1.1, 1.3). */
const MAX_SWAPFILES = 24;
const SWAPFILE_CLUSTER = 512;
/** One cluster can be used, the first never is; the most is that of RFC v2 patch 7/7, just under 8 PiB (facts 1.15). */
const VIRTUAL_SIZE = { what: 'The size of the virtual device', min: 2 * SWAPFILE_CLUSTER, max: 2199023255040 };
export const COMPRESSORS = ['lz4', 'zstd', 'lzo', 'lzo-rle', 'deflate'] as const;

/** What a scenario without a machine block runs on. zswap is off, as in a kernel built with its defaults. */
export const DEFAULT_MACHINE: MachineConfig = {
  kernel: 'ste-v1',
  cpus: 1,
  memory: 64 * MEBIBYTE,
  zswap: { enabled: false, compressor: 'lz4', maxPoolPercent: 20, acceptThresholdPercent: 90 },
  devices: [],
  cgroups: [],
  sysctls: [],
  range: undefined,
};

type Draft = { -readonly [K in keyof MachineConfig]: MachineConfig[K] };

/** What could be made of the block; wrong entries are reported and left at their defaults. */
export function analyseMachine(machine: ast.Machine, context: Context): MachineConfig {
  const draft: Draft = { ...DEFAULT_MACHINE, range: rangeOf(machine) };
  const given = new Map<string, SourceRange>();
  for (const entry of machine.entries) {
    if (!isBroken(entry, context) && once(entry, given, context)) analyseEntry(entry, draft, context);
  }
  const [first] = draft.kernels ?? [];
  const chosen = given.get('kernel');
  if (first !== undefined && chosen === undefined) draft.kernel = first;
  else if (chosen !== undefined && draft.kernels?.includes(draft.kernel) === false)
    context.problems.error(
      'VS0158',
      chosen,
      `The scenario runs on ${draft.kernel}, and "kernels" says that it is about ${listed(draft.kernels, 'and')}. Name ${draft.kernel} there too, or take "kernel" away.`,
    );
  return draft;
}

function analyseEntry(entry: ast.MachineEntry, draft: Draft, context: Context): void {
  const given = new Map<string, SourceRange>();
  switch (entry.$type) {
    case 'KernelEntry':
      if (isKernelName(entry.kernel)) draft.kernel = entry.kernel;
      else reportUnknownWord('VS0150', 'kernel', entry.kernel, rangeOfProperty(entry, 'kernel'), KERNEL_NAMES, context);
      return;
    case 'KernelsEntry':
      draft.kernels = chosenFrom(KERNEL_NAMES, entry.kernels, (index, word) => {
        const range = rangeOfProperty(entry, 'kernels', index);
        if (isKernelName(word)) return onlyOnce(word, range, given, context);
        reportUnknownWord('VS0150', 'kernel', word, range, KERNEL_NAMES, context);
        return false;
      });
      return;
    case 'BreaksEntry':
      draft.breaks = chosenFrom(LAWS, entry.laws, (index, word) => {
        const range = rangeOfProperty(entry, 'laws', index);
        if (LAWS.includes(word)) return onlyOnce(word, range, given, context);
        reportUnknownWord('VS0159', 'law', word, range, LAWS, context);
        return false;
      });
      return;
    case 'VswapEntry':
      draft.virtualDevice = analyseVswap(entry, context);
      return;
    case 'CpusEntry':
      draft.cpus = readCount(entry.count, { what: 'The number of CPUs', min: 1, max: MAX_CPUS }, context) ?? MAX_CPUS;
      context.cpus = draft.cpus;
      return;
    case 'MemoryEntry': {
      const pages = readPages(
        entry.size,
        { what: 'The size of memory', min: MEBIBYTE / PAGE_SIZE, max: MAX_MEMORY_PAGES },
        context,
      );
      context.memoryPages = pages ?? MAX_MEMORY_PAGES;
      draft.memory = context.memoryPages * PAGE_SIZE;
      return;
    }
    case 'ZswapEntry':
      draft.zswap = analyseZswap(entry, context);
      return;
    case 'SwapEntry': {
      const device = analyseDevice(entry.device, context);
      if (device !== undefined) draft.devices = [...draft.devices, device];
      return;
    }
    case 'CgroupEntry':
      draft.cgroups = [...draft.cgroups, analyseCgroup(entry, context)];
      return;
    case 'SysctlEntry': {
      const value = analyseSetting(entry.path, rangeOfProperty(entry, 'path'), entry.value, context);
      if (value !== undefined) draft.sysctls = [...draft.sysctls, { name: entry.path, value: value.value }];
      return;
    }
  }
}

/** Those of the words that are known and that `isWanted`, which reports the others. */
function chosenFrom<Known extends string>(
  known: readonly Known[],
  words: readonly string[],
  isWanted: (index: number, word: string) => boolean,
): readonly Known[] {
  return words.flatMap((word, index) => (isWanted(index, word) ? known.filter((each) => each === word) : []));
}

function analyseVswap(entry: ast.VswapEntry, context: Context): VirtualDeviceConfig {
  const draft: { -readonly [K in keyof VirtualDeviceConfig]: VirtualDeviceConfig[K] } = { type: 0, slots: undefined };
  const given = new Map<string, SourceRange>();
  for (const { key, value } of entry.options) {
    if (!onlyOnce(key, rangeOf(value), given, context)) continue;
    if (key === 'type')
      draft.type =
        readCount(value, { what: 'The type of the virtual device', min: 0, max: MAX_SWAPFILES - 1 }, context) ?? 0;
    else draft.slots = readPages(value, VIRTUAL_SIZE, context);
    if (draft.slots !== undefined && draft.slots % SWAPFILE_CLUSTER !== 0)
      context.problems.error(
        'VS0132',
        rangeOf(value),
        `The size of the virtual device must be whole clusters: it is not a multiple of 2M.`,
      );
  }
  return draft;
}

function analyseZswap(entry: ast.ZswapEntry, context: Context): ZswapConfig {
  const draft: { -readonly [K in keyof ZswapConfig]: ZswapConfig[K] } = {
    ...DEFAULT_MACHINE.zswap,
    enabled: entry.state !== 'off',
  };
  if (entry.state !== undefined && entry.state !== 'on' && entry.state !== 'off') {
    reportUnknownWord(
      'VS0151',
      'setting of zswap',
      entry.state,
      rangeOfProperty(entry, 'state'),
      ['on', 'off'],
      context,
    );
  }
  const given = new Map<string, SourceRange>();
  for (const option of entry.options) {
    if (!onlyOnce(option.key ?? 'compressor', rangeOf(option), given, context)) continue;
    if (option.compressor !== undefined) {
      const compressor = COMPRESSORS.find((name) => name === option.compressor);
      const range = rangeOfProperty(option, 'compressor');
      if (compressor === undefined)
        reportUnknownWord('VS0151', 'compressor', option.compressor, range, COMPRESSORS, context);
      else if (compressor === 'lz4' || requireModelled(compressor, range, `The compressor ${compressor}`, context))
        draft.compressor = compressor;
    } else if (option.value !== undefined && option.key !== undefined) {
      const percent = readCount(
        option.value,
        { what: `${option.key}, a share in percent,`, min: 0, max: 100 },
        context,
      );
      if (percent === undefined) continue;
      if (option.key === 'max_pool_percent') draft.maxPoolPercent = percent;
      else draft.acceptThresholdPercent = percent;
    }
  }
  return draft;
}

function analyseCgroup(entry: ast.CgroupEntry, context: Context): CgroupConfig {
  const nameRange = rangeOfProperty(entry, 'name');
  checkFree(entry.name, nameRange, 'cgroup', context);
  context.names.declare({
    kind: 'cgroup',
    name: entry.name,
    owner: undefined,
    range: nameRange,
    pages: undefined,
    values: undefined,
  });
  const limits: { key: string; value: number }[] = [];
  const given = new Map<string, SourceRange>();
  for (const limit of entry.limits) {
    const range = rangeOfProperty(limit, 'path');
    const setting = findCgroupSetting(limit.path);
    if (setting === undefined) {
      reportUnknownWord(
        'VS0152',
        'limit of a cgroup',
        limit.path,
        range,
        CGROUP_SETTINGS.map(({ name }) => name),
        context,
      );
      continue;
    }
    if (!onlyOnce(setting.name, range, given, context)) continue;
    const value = readSetting(setting, limit.value, context);
    if (value !== undefined) limits.push({ key: setting.name, value });
  }
  return { name: entry.name, limits };
}

function once(entry: ast.MachineEntry, given: Map<string, SourceRange>, context: Context): boolean {
  const words = {
    KernelEntry: 'kernel',
    KernelsEntry: 'kernels',
    BreaksEntry: 'breaks',
    VswapEntry: 'vswap',
    CpusEntry: 'cpus',
    MemoryEntry: 'memory',
    ZswapEntry: 'zswap',
    SwapEntry: undefined,
    CgroupEntry: undefined,
    SysctlEntry: undefined,
  };
  const word = words[entry.$type];
  return word === undefined || onlyOnce(word, rangeOf(entry), given, context);
}
