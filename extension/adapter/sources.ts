// Which document a client means, and how a document is named to it: the program's file, and one pseudo-source document a kernel function.
import type { DebugProtocol } from '@vscode/debugprotocol';
import {
  functionOfPath,
  pseudoFunction,
  pseudoPath,
  pseudoText,
  stepLines,
  type PseudoSources,
} from '../../core/debug/pseudoSource';
import type { CursorPlace } from '../../core/debug/stepGoal';
import type { SourceArgument } from './requestArguments';

export const PSEUDO_SCHEME = 'vswap-source';

export type KnownSource =
  | { readonly kind: 'program' }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'other'; readonly name: string };

export class Sources {
  private readonly names: readonly string[];

  constructor(
    private readonly pseudoSources: PseudoSources,
    private readonly style: 'document' | 'reference',
  ) {
    this.names = Object.keys(pseudoSources);
  }

  /** `program` is the path that the session was launched with; undefined before. */
  identify(source: SourceArgument, program: string | undefined): KnownSource {
    const referred = this.names[(source.sourceReference ?? 0) - 1];
    if (referred !== undefined) return { kind: 'function', name: referred };
    const path = source.path ?? '';
    if (path.startsWith(`${PSEUDO_SCHEME}:`)) {
      const name = functionOfPath(this.pseudoSources, path.slice(PSEUDO_SCHEME.length + 1).replace(/^\/\/(?=\/)/, ''));
      return name === undefined ? { kind: 'other', name: path } : { kind: 'function', name };
    }
    if (program !== undefined && isSamePath(path, program)) return { kind: 'program' };
    return { kind: 'other', name: path === '' ? (source.name ?? 'unnamed source') : path };
  }

  /** A line (1-based) in the program or in a function's document; undefined: in neither. */
  cursorPlace(source: SourceArgument, program: string | undefined, line: number): CursorPlace | undefined {
    const known = this.identify(source, program);
    switch (known.kind) {
      case 'program':
        return { kind: 'statement', line };
      case 'function':
        return { kind: 'step', name: known.name, line };
      case 'other':
        return undefined;
    }
  }

  programSource(program: string): DebugProtocol.Source {
    return { name: baseName(program), path: program };
  }

  /** undefined: the function has no pseudo-source. */
  functionSource(name: string): DebugProtocol.Source | undefined {
    const path = pseudoPath(this.pseudoSources, name);
    if (path === undefined) return undefined;
    const shown = { name: `${name}.c`, origin: 'pseudo-source of the kernel model' };
    return this.style === 'document'
      ? { ...shown, path: `${PSEUDO_SCHEME}:${path}` }
      : { ...shown, sourceReference: this.names.indexOf(name) + 1 };
  }

  allFunctionSources(): readonly DebugProtocol.Source[] {
    return this.names.map((name) => this.functionSource(name)).filter((source) => source !== undefined);
  }

  /** Lines on which a breakpoint can be. */
  stepLines(name: string): readonly number[] {
    return stepLines(this.pseudoSources, name);
  }

  /** undefined: no such function. */
  textOf(name: string): string | undefined {
    const source = pseudoFunction(this.pseudoSources, name);
    return source && pseudoText(source);
  }
}

const baseName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/** Editors name one file in several ways: as a path, as a URI, with either case of a drive letter, with either slash. */
export function isSamePath(a: string, b: string): boolean {
  return normal(a) === normal(b);
}

function normal(path: string): string {
  const local = path.startsWith('file://')
    ? decoded(path.slice('file://'.length)).replace(/^\/(?=[A-Za-z]:)/, '')
    : path;
  const slashed = /^[A-Za-z]:[\\/]|^\\\\/.test(local) ? local.replaceAll('\\', '/') : local;
  return slashed.replace(/^[A-Z](?=:\/)/, (drive) => drive.toLowerCase());
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
