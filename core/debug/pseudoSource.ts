// The pseudo-source as the debugger sees it: one document per kernel function, addressed by a path that stays the same from build to build.

/** What the build extracts of one model function: `lines[n - 1]` is the text of line n. */
export interface PseudoFunction {
  /** The kernel file that the function stands in, e.g. `mm/swapfile.c`. */
  readonly file: string;
  readonly lines: readonly string[];
  /** Line of each step by its text; the other lines only show how the steps hang together. */
  readonly steps: Readonly<Record<string, number>>;
  /** What it tells of itself, arguments first: names of locals, some of which come later than its first step. Absent: not known. */
  readonly locals?: readonly string[];
}

/** By function name. */
export type PseudoSources = Readonly<Record<string, PseudoFunction>>;

/** undefined: no such function is modelled. */
export function pseudoFunction(sources: PseudoSources, name: string): PseudoFunction | undefined {
  return Object.hasOwn(sources, name) ? sources[name] : undefined;
}

/** `/mm/swapfile.c/folio_realloc_swap.c`: the ending makes editors show C. undefined: no such function is modelled. */
export function pseudoPath(sources: PseudoSources, name: string): string | undefined {
  const source = pseudoFunction(sources, name);
  return source === undefined ? undefined : `/${source.file}/${name}.c`;
}

/** The function whose document `path` is, undefined when there is none. */
export function functionOfPath(sources: PseudoSources, path: string): string | undefined {
  const name = /([^/]+)\.c$/.exec(path)?.[1];
  return name !== undefined && pseudoPath(sources, name) === path ? name : undefined;
}

/** Lines on which a run can stand, ascending; none when no such function is modelled. */
export function stepLines(sources: PseudoSources, name: string): readonly number[] {
  const source = pseudoFunction(sources, name);
  return source === undefined ? [] : [...new Set(Object.values(source.steps))].sort((a, b) => a - b);
}

/** A step's line in its function's document; the first one where the build and the model disagree. */
export function lineOfStep(sources: PseudoSources, functionName: string, text: string): number {
  return pseudoFunction(sources, functionName)?.steps[text] ?? 1;
}

export function pseudoText(source: PseudoFunction): string {
  return source.lines.map((line) => `${line}\n`).join('');
}
