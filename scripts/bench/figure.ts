// A measured figure with its bar, and how times become figures.
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** undefined: for comparison only. */
  readonly bar: number | undefined;
  /** Whether more is better. */
  readonly higher: boolean;
}

export function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/** Work a second in the best of some rounds: on a shared machine the others tell of the neighbours. */
export function bestRate(rounds: number, perRound: number, work: () => void): number {
  let best = Infinity;
  for (let i = 0; i < rounds; i++) best = Math.min(best, seconds(work));
  return perRound / best;
}

export function p95(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
}

/** Numbers without pattern, the same in every run. */
export function scattered(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
}
