// A recording of a real kernel as data: the header, then operations and observations line by line (format: docs/recordings.md).

import type { DeviceConfig, Observation, SourceRange, ZswapConfig } from '../scenario/program';

export interface Recording {
  /** A path or URI as the caller gave it. */
  readonly file: string;
  readonly name: string;
  readonly about: string;
  /** Release of the recorded kernel, such as 6.18.44. */
  readonly release: string;
  readonly cpus: number;
  /** vm.page-cluster. */
  readonly pageCluster: number;
  readonly hugePages: readonly HugePageSetting[];
  readonly zswap: RecordedZswap;
  readonly devices: readonly RecordedDevice[];
  /** The header, from `oracle 1` to `ops`. */
  readonly header: SourceRange;
  readonly operations: readonly RecordedOperation[];
  /** The line `end`; the remaining agents exit there. */
  readonly end: SourceRange;
  /** `stats` and `left`, which come after `end`. */
  readonly closing: readonly RecordedOperation[];
}

/** A size of large folios, in KiB, and whether an area gets it; `inherit` is resolved already. */
export interface HugePageSetting {
  readonly kilobytes: number;
  readonly policy: 'never' | 'madvise' | 'always';
}

export interface RecordedZswap {
  readonly enabled: boolean;
  readonly compressor: ZswapConfig['compressor'];
  readonly maxPoolPercent: number;
  /** zswap was enabled at least once since boot: swap-in of large folios is off then (facts/oracle.md Z3). */
  readonly everEnabled: boolean;
}

export interface RecordedDevice {
  readonly name: string;
  readonly kind: 'zram' | 'loop' | 'file';
  /** In 4 KiB pages. */
  readonly pages: number;
  readonly rotational: boolean;
  readonly synchronous: boolean;
  readonly block: boolean;
}

/** One range of a page list: one system call, or one loop over its pages. */
export interface ListedRange {
  readonly first: number;
  readonly last: number;
  readonly range: SourceRange;
}

export type WrittenKind = 'rnd' | 'txt' | 'same' | 'zero';

/** `agent` is the agent's number as it is written. */
export type RecordedOperation = { readonly range: SourceRange; readonly text: string } & (
  | { readonly kind: 'mkswap'; readonly device: string; readonly pages: number; readonly badSlots: readonly number[] }
  | {
      readonly kind: 'swapon';
      readonly device: string;
      readonly priority: number | undefined;
      readonly discard: DeviceConfig['discard'];
    }
  | { readonly kind: 'swapoff'; readonly device: string }
  /** `show`, `autosettle`, `sleep`: nothing happens to pages and slots; a model without time has settled anyway. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'statreset' }
  | { readonly kind: 'agent'; readonly agent: string; readonly cpu: number; readonly pages: number }
  | {
      readonly kind: 'write' | 'refill';
      readonly agent: string;
      readonly pages: readonly ListedRange[];
      readonly content: WrittenKind;
    }
  | { readonly kind: PageOperation; readonly agent: string; readonly pages: readonly ListedRange[] }
  | { readonly kind: 'fork'; readonly agent: string; readonly child: string; readonly cpu: number }
  | { readonly kind: 'exit'; readonly agent: string }
  | { readonly kind: 'observe'; readonly observation: Observation }
);

/** Operations that say nothing but which pages. */
export const PAGE_OPERATIONS = [
  'touch',
  'read',
  'pageout',
  'free',
  'willneed',
  'lazyfree',
  'huge',
  'nohuge',
  'mlock',
  'munlock',
  'unmap',
] as const;
export type PageOperation = (typeof PAGE_OPERATIONS)[number];

/** The name of an agent as a task of the program. */
export function taskOf(agent: string): string {
  return `agent${agent}`;
}

/** What a recording may ask for; far above the largest real one (about 310 KB, 5000 operations, 70000 pages). */
export const LIMITS = {
  characters: 8 * 1024 * 1024,
  lineCharacters: 64 * 1024,
  operations: 100_000,
  pages: 1 << 22,
  slots: 1 << 24,
  rangesInList: 4096,
  devices: 29,
  agents: 1000,
  cpus: 64,
  /** Page states in all dumps together. */
  states: 20_000_000,
} as const;
