// What a scenario or a recording says, as plain data: the one input of the interpreter, whatever text it was read from.
import type { WordIndex } from '../word/brand.js';
import type { KernelName } from '../word/kernelName.js';

/** Where a piece of source stands. Lines are 1-based, columns 0-based, `endColumn` exclusive. */
export interface SourceRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Something to tell the author of a text. `code` is stable and has a page in the docs. */
export interface Problem {
  readonly code: `VS${string}`;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly range: SourceRange;
}

/** Every parser of this project answers so; `value` is what could be made of the text, absent only when nothing could. */
export interface Parsed<T> {
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

export type { KernelName } from '../word/kernelName.js';

export interface Program {
  /** Shown to people and used as the debugger's source; a path or URI as the caller gave it. */
  readonly file: string;
  readonly machine: MachineConfig;
  readonly statements: readonly Statement[];
  /** Statements typed while debugging, on a branch of the run: it knows their names besides. */
  readonly typed?: readonly Statement[];
}

export interface MachineConfig {
  readonly kernel: KernelName;
  /** The kernels that the scenario is about; absent: any. */
  readonly kernels?: readonly KernelName[];
  /** Laws (`J1`) that a known defect of those kernels breaks: a break of one is the story, a run without it is not. */
  readonly breaks?: readonly string[];
  /** Of the virtual device; absent: type 0 and the kernel's own size, as after a real boot. */
  readonly virtualDevice?: VirtualDeviceConfig;
  readonly cpus: number;
  /** Bytes; a multiple of the page size. */
  readonly memory: number;
  readonly zswap: ZswapConfig;
  /** Devices named in the machine block are swapped on before the first statement, in this order. */
  readonly devices: readonly DeviceConfig[];
  readonly cgroups: readonly CgroupConfig[];
  readonly sysctls: readonly { readonly name: string; readonly value: number }[];
  readonly range: SourceRange | undefined;
}

export interface VirtualDeviceConfig {
  readonly type: number;
  /** Slots, whole clusters of 512; undefined: as many as the kernel's own limit allows. */
  readonly slots: number | undefined;
}

export interface ZswapConfig {
  readonly enabled: boolean;
  readonly compressor: 'lz4' | 'zstd' | 'lzo' | 'lzo-rle' | 'deflate';
  readonly maxPoolPercent: number;
  readonly acceptThresholdPercent: number;
}

export interface DeviceConfig {
  readonly name: string;
  /** Size in 4 KiB pages, header page included. */
  readonly pages: number;
  /** undefined: the kernel's default. */
  readonly priority: number | undefined;
  readonly rotational: boolean;
  /** SWP_SYNCHRONOUS_IO: zram, pmem, brd. */
  readonly synchronous: boolean;
  /** false: a swap file, which cannot hold large folios. */
  readonly block: boolean;
  readonly discard: 'none' | 'pages' | 'once';
  readonly badSlots: readonly number[];
}

export interface CgroupConfig {
  readonly name: string;
  /** `memory.` is left out of the keys: `swap.max`, `swap.high`, `zswap.max` in bytes, `zswap.writeback` 0 or 1. */
  readonly limits: readonly { readonly key: string; readonly value: number }[];
}

export type Content =
  | { readonly kind: 'text' | 'random' | 'pattern'; readonly seed: number }
  | { readonly kind: 'zero' }
  | { readonly kind: 'fill'; readonly byte: number };

/** Pages of one area of one task; both ends are page indexes within the area and belong to the range. */
export interface PageRange {
  readonly task: string;
  readonly area: string;
  readonly first: Expression;
  readonly last: Expression;
}

interface At {
  readonly range: SourceRange;
  /** The statement's source text on one line, for lists and stack frames. */
  readonly text: string;
  /**
   * The next statement is a further part of the same operation of a recording (a list of page ranges, `refill`): work that the kernel
   * defers until the process sleeps (discards, reclaim of full clusters; facts/oracle.md 1, A9, A11) waits for the last part. Absent
   * elsewhere: such work is done when the statement is over.
   */
  readonly continues?: true;
}

export type Statement = At &
  (
    | { readonly kind: 'task'; readonly name: string; readonly cgroup: string | undefined; readonly cpu: number }
    /** `huge`: PMD-sized folios, or folios of so many pages. `address`: where the area starts, a multiple of 2 MiB; absent: the interpreter chooses. */
    | {
        readonly kind: 'map';
        readonly task: string;
        readonly area: string;
        readonly pages: number;
        readonly huge: false | 'pmd' | number;
        readonly address?: number;
      }
    | { readonly kind: 'write'; readonly pages: PageRange; readonly content: Content }
    /** One non-zero word of each page is written, the rest stays. */
    | { readonly kind: 'touch'; readonly pages: PageRange }
    | { readonly kind: 'read'; readonly pages: PageRange }
    | { readonly kind: 'pageout'; readonly pages: PageRange }
    | { readonly kind: 'free'; readonly pages: PageRange }
    | {
        readonly kind: 'madvise';
        readonly advice: 'willneed' | 'mlock' | 'munlock' | 'lazyfree' | 'hugepage' | 'nohugepage';
        readonly pages: PageRange;
      }
    /** The folios of the pages, wherever they are in memory: to other frames, or into single pages. */
    | { readonly kind: 'migrate' | 'split'; readonly pages: PageRange }
    /** `pages` absent: the whole area. */
    | { readonly kind: 'unmap'; readonly task: string; readonly area: string; readonly pages?: PageRange }
    | { readonly kind: 'fork'; readonly parent: string; readonly child: string; readonly cpu: number | undefined }
    | { readonly kind: 'exit'; readonly task: string }
    | { readonly kind: 'reclaim'; readonly pages: Expression; readonly cgroup: string | undefined }
    | { readonly kind: 'writeback'; readonly pages: Expression; readonly cgroup: string | undefined }
    | { readonly kind: 'swapon'; readonly device: DeviceConfig }
    | { readonly kind: 'swapoff'; readonly device: string }
    /** An image of so many pages; `device` absent: the first that is on. */
    | { readonly kind: 'hibernate'; readonly pages: Expression; readonly device: string | undefined }
    | { readonly kind: 'resume' }
    | { readonly kind: 'set'; readonly target: string; readonly value: number }
    | {
        readonly kind: 'fail';
        readonly site: string;
        readonly target: Expression | undefined;
        readonly times: number | 'always';
      }
    | { readonly kind: 'expect'; readonly condition: Condition }
    | { readonly kind: 'label'; readonly label: string }
    | { readonly kind: 'print'; readonly value: Expression | string }
    | { readonly kind: 'repeat'; readonly times: number; readonly body: readonly Statement[] }
    | {
        readonly kind: 'for';
        readonly variable: string;
        readonly first: number;
        readonly last: number;
        readonly body: readonly Statement[];
      }
    | {
        readonly kind: 'race';
        readonly name: string;
        readonly blocks: readonly { readonly cpu: number; readonly body: readonly Statement[] }[];
        /** Who goes first: after these turns, each block in order as far as it can go on. Absent: none. */
        readonly schedule?: readonly Turn[];
      }
    /** Event counters (vmstat) start again at zero. */
    | { readonly kind: 'resetCounters' }
    /** Of a branch: what a person changed there (core/timeline/branching.ts). */
    | { readonly kind: 'whatIf'; readonly edit: Edit }
    /** Recordings: what the real kernel showed after the operation before. */
    | { readonly kind: 'observe'; readonly observation: Observation }
  );

export type RaceStatement = Extract<Statement, { readonly kind: 'race' }>;

/** In a race CPU `cpu` takes so many steps, the beginning of each statement counted as one; fewer if it comes to its end or has to wait. undefined: as many as it can. */
export type Turn = { readonly cpu: number; readonly steps: number | undefined };

/** What a branch does besides its program: words that are set, or a statement that was typed. */
export type Edit =
  | { readonly kind: 'words'; readonly words: readonly WordEdit[] }
  | { readonly kind: 'statement'; readonly statement: Statement };

/** The word at place `index` of memory becomes these two halves. */
export interface WordEdit {
  readonly index: WordIndex;
  readonly lo: number;
  readonly hi: number;
}

/** An observation of a recording (facts/oracle.md section 2). `slots`, `first` and `last` count in 4 KiB pages. */
export type Observation =
  | {
      readonly kind: 'dump';
      readonly task: string;
      readonly states: readonly ObservedRange[];
      readonly used: readonly { readonly device: string; readonly slots: number }[];
    }
  | {
      readonly kind: 'swaps';
      readonly devices: readonly {
        readonly device: string;
        readonly usable: number;
        readonly used: number;
        readonly priority: number;
      }[];
    }
  /** The operation before, all its parts together, returned this error. */
  | { readonly kind: 'errno'; readonly errno: number }
  | { readonly kind: 'left'; readonly used: readonly { readonly device: string; readonly slots: number }[] }
  | { readonly kind: 'stats'; readonly counters: readonly { readonly name: string; readonly value: number }[] };

export interface ObservedRange {
  readonly line: number;
  readonly first: number;
  readonly last: number;
  /** `-`, `Z`, `P`, `PC`, `PH`, `PHC`, or a slot of swap type `type`: `S` without, `K` with a copy in memory. */
  readonly state:
    | { readonly kind: '-' | 'Z' | 'P' | 'PC' | 'PH' | 'PHC' }
    | {
        readonly kind: 'S' | 'K';
        readonly type: number;
        readonly slot: number;
        /** Slots per page: 1 up, -1 down. */ readonly step: 1 | -1;
      };
}

/** Values: numbers (also booleans as 0/1), page contents and table words; what an expression means is the interpreter's business. */
export type Expression = { readonly range: SourceRange } & (
  | { readonly kind: 'number'; readonly value: bigint; readonly unit: 'plain' | 'bytes' | 'pages' }
  | { readonly kind: 'variable'; readonly name: string }
  /** `app.heap[3]` or `app.heap[0..15]`. */
  | { readonly kind: 'page'; readonly pages: PageRange }
  /** `vswap:512`, `disk0:1`. */
  | { readonly kind: 'slot'; readonly device: string; readonly offset: Expression }
  /** `virtual_table(vswap:512)`, `swap_table(x)`, `rmap(x)`, `count(x)`, `memcg(x)`. */
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  /** `.entry`, `.content`, `.slot`, `.word`, `.tag`, a decoded field's name, or a counter's path segment. */
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string }
  /** A dotted name with no task or device in front: `web.swap.current`, `run.pte_walks`, `zswap.stored_pages`. */
  | { readonly kind: 'counter'; readonly path: string }
  | { readonly kind: 'content'; readonly content: Content }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '&' | '|';
      readonly left: Expression;
      readonly right: Expression;
    }
);

export type StateWord =
  | 'present'
  | 'cached'
  | 'zswap'
  | 'zero'
  | 'phys'
  | 'folio'
  | 'lost'
  | 'none'
  | 'null'
  | 'pfn'
  | 'shadow'
  | 'pointer'
  | 'bad';

export type Condition = { readonly range: SourceRange } & (
  | {
      readonly kind: 'is';
      readonly all: boolean;
      readonly subject: Expression;
      readonly negated: boolean;
      readonly state: StateWord;
      readonly device: string | undefined;
    }
  | {
      readonly kind: 'compare';
      readonly all: boolean;
      readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
);
