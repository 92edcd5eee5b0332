// A recording as a program for the simulator: every operation becomes the statements that do the same, every observation a statement
// that compares, each with its line, so that a recording is opened, run and stepped like a scenario.

import { CONTENT_FIELD_LIMIT } from '../content/content';
import type {
  Content,
  DeviceConfig,
  MachineConfig,
  PageRange,
  Program,
  SourceRange,
  Statement,
} from '../scenario/program';
import {
  taskOf,
  type ListedRange,
  type RecordedDevice,
  type RecordedOperation,
  type Recording,
  type WrittenKind,
} from './recording';

/** The one area of an agent, and where it starts (facts/oracle.md section 1). */
export const ARENA = 'arena';
export const ARENA_ADDRESS = 0x2000_0000_0000;

const PAGE_BYTES = 4096;
/** Memory beyond the agents' arenas. No recording is about memory running out, so it is ample. */
const SPARE_PAGES = 16384;

/** `sysctls` of the machine of a recording that are no sysctls of the kernel. */
export const SYSCTL_HUGE_POLICY = { never: 0, madvise: 1, always: 2 } as const;

/**
 * The recording as a program of kernel 6.18. Devices are swapped on by statements, not by the machine block. Of `sysctls`:
 * `vm.page-cluster`; `thp.16kB` .. `thp.2048kB` as SYSCTL_HUGE_POLICY; `zswap.ever_enabled` 0 or 1.
 *
 * Each write has a seed of its own (its ordinal), so that a page that comes back with older data is noticed.
 */
export function recordingProgram(recording: Recording): Program {
  const lowering = new Lowering(recording.devices);
  for (const operation of recording.operations) lowering.add(operation);
  // Agents that still run exit in order of their numbers; only then `left` is counted.
  lowering.exitAll(recording.end);
  for (const operation of recording.closing) lowering.add(operation);
  return { file: recording.file, machine: machineOf(recording, lowering.mostPages), statements: lowering.statements };
}

function machineOf(recording: Recording, arenaPages: number): MachineConfig {
  return {
    kernel: '6.18',
    cpus: recording.cpus,
    memory: (arenaPages + SPARE_PAGES) * PAGE_BYTES,
    zswap: {
      enabled: recording.zswap.enabled,
      compressor: recording.zswap.compressor,
      maxPoolPercent: recording.zswap.maxPoolPercent,
      acceptThresholdPercent: 90,
    },
    devices: [],
    cgroups: [],
    sysctls: [
      { name: 'vm.page-cluster', value: recording.pageCluster },
      ...recording.hugePages.map(({ kilobytes, policy }) => ({
        name: `thp.${kilobytes}kB`,
        value: SYSCTL_HUGE_POLICY[policy],
      })),
      { name: 'zswap.ever_enabled', value: recording.zswap.everEnabled ? 1 : 0 },
    ],
    range: recording.header,
  };
}

interface Header {
  readonly pages: number;
  readonly badSlots: readonly number[];
}

/** Statements so far, and what an operation needs to know of those before it. */
class Lowering {
  readonly statements: Statement[] = [];
  /** Most pages that all arenas had at one time. */
  mostPages = 0;
  private readonly arenas = new Map<string, number>();
  private readonly headers = new Map<string, Header>();
  private readonly devices: ReadonlyMap<string, RecordedDevice>;
  private writes = 0;

  constructor(devices: readonly RecordedDevice[]) {
    this.devices = new Map(devices.map((device) => [device.name, device]));
  }

  add(operation: RecordedOperation): void {
    const at = { range: operation.range, text: operation.text };
    switch (operation.kind) {
      case 'mkswap':
        // Only writes the header that the next swapon reads.
        this.headers.set(operation.device, { pages: operation.pages, badSlots: operation.badSlots });
        return;
      case 'wait':
        return;
      case 'swapon':
        this.statements.push({ ...at, kind: 'swapon', device: this.configOf(operation) });
        return;
      case 'swapoff':
        this.statements.push({ ...at, kind: 'swapoff', device: operation.device });
        return;
      case 'statreset':
        this.statements.push({ ...at, kind: 'resetCounters' });
        return;
      case 'agent': {
        const task = taskOf(operation.agent);
        this.setArena(operation.agent, operation.pages);
        this.statements.push(
          { ...at, kind: 'task', name: task, cgroup: undefined, cpu: operation.cpu, continues: true },
          { ...at, kind: 'map', task, area: ARENA, pages: operation.pages, huge: false, address: ARENA_ADDRESS },
        );
        return;
      }
      case 'fork':
        this.setArena(operation.child, this.arenas.get(operation.agent) ?? 0);
        this.statements.push({
          ...at,
          kind: 'fork',
          parent: taskOf(operation.agent),
          child: taskOf(operation.child),
          cpu: operation.cpu,
        });
        return;
      case 'exit':
        this.exit(operation.agent, operation.range, operation.text);
        return;
      case 'observe':
        this.statements.push({ ...at, kind: 'observe', observation: operation.observation });
        return;
      default:
        this.addParts(operation.pages.flatMap((listed) => this.partsOf(operation, listed)));
    }
  }

  exitAll(end: SourceRange): void {
    const agents = [...this.arenas.keys()].sort((a, b) => Number(a) - Number(b));
    for (const agent of agents) this.exit(agent, end, `end: ${taskOf(agent)} exits`);
  }

  private exit(agent: string, range: SourceRange, text: string): void {
    this.arenas.delete(agent);
    this.statements.push({ range, text, kind: 'exit', task: taskOf(agent) });
  }

  private setArena(agent: string, pages: number): void {
    this.arenas.set(agent, pages);
    let sum = 0;
    for (const each of this.arenas.values()) sum += each;
    this.mostPages = Math.max(this.mostPages, sum);
  }

  /** All parts are one operation: what the kernel defers until the process sleeps waits for the last. */
  private addParts(parts: readonly Statement[]): void {
    parts.forEach((part, index) => {
      this.statements.push(index < parts.length - 1 ? { ...part, continues: true } : part);
    });
  }

  private partsOf(
    operation: Extract<RecordedOperation, { readonly pages: readonly ListedRange[] }>,
    listed: ListedRange,
  ): readonly Statement[] {
    const at = { range: listed.range, text: operation.text };
    const pages = pagesOf(operation.agent, listed);
    switch (operation.kind) {
      case 'write':
        return [{ ...at, kind: 'write', pages, content: this.contentOf(operation.content) }];
      case 'refill':
        return [
          { ...at, kind: 'free', pages },
          { ...at, kind: 'write', pages, content: this.contentOf(operation.content) },
          { ...at, kind: 'pageout', pages },
        ];
      case 'touch':
      case 'read':
      case 'pageout':
      case 'free':
        return [{ ...at, kind: operation.kind, pages }];
      case 'willneed':
      case 'lazyfree':
      case 'mlock':
      case 'munlock':
        return [{ ...at, kind: 'madvise', advice: operation.kind, pages }];
      case 'huge':
        return [{ ...at, kind: 'madvise', advice: 'hugepage', pages }];
      case 'nohuge':
        return [{ ...at, kind: 'madvise', advice: 'nohugepage', pages }];
      case 'unmap':
        return [{ ...at, kind: 'unmap', task: taskOf(operation.agent), area: ARENA, pages }];
    }
  }

  private contentOf(kind: WrittenKind): Content {
    const seed = (this.writes++ % CONTENT_FIELD_LIMIT) + 1;
    switch (kind) {
      case 'rnd':
        return { kind: 'random', seed };
      case 'txt':
        return { kind: 'text', seed };
      case 'same':
        return { kind: 'fill', byte: 0xa5 };
      case 'zero':
        return { kind: 'zero' };
    }
  }

  private configOf(operation: Extract<RecordedOperation, { readonly kind: 'swapon' }>): DeviceConfig {
    const device = this.devices.get(operation.device);
    const header = this.headers.get(operation.device);
    return {
      name: operation.device,
      pages: header?.pages ?? device?.pages ?? 0,
      priority: operation.priority,
      rotational: device?.rotational ?? false,
      synchronous: device?.synchronous ?? false,
      block: device?.block ?? true,
      discard: operation.discard,
      badSlots: header?.badSlots ?? [],
    };
  }
}

function pagesOf(agent: string, { first, last, range }: ListedRange): PageRange {
  return {
    task: taskOf(agent),
    area: ARENA,
    first: { kind: 'number', value: BigInt(first), unit: 'plain', range },
    last: { kind: 'number', value: BigInt(last), unit: 'plain', range },
  };
}
