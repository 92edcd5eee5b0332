// "Did you mean": the known words nearest to one that is not known.

/** The candidates within reach of a typing slip, nearest first, at most three; upper and lower case count as the same. */
export function nearest(word: string, candidates: Iterable<string>): readonly string[] {
  const wanted = word.toLowerCase();
  const reach = wanted.length <= 2 ? 1 : wanted.length <= 5 ? 2 : wanted.length <= 9 ? 3 : 4;
  const scored: { readonly candidate: string; readonly distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const known = candidate.toLowerCase();
    if (Math.abs(known.length - wanted.length) > reach) continue;
    const distance = editDistance(wanted, known);
    if (distance <= reach && distance < Math.max(wanted.length, known.length)) scored.push({ candidate, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate));
  const best = scored[0]?.distance ?? 0;
  return scored
    .filter(({ distance }) => distance <= best + 1)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** ` Did you mean x or y?`, or nothing. Begins with a blank, to follow a sentence. */
export function didYouMean(fixes: readonly string[]): string {
  return fixes.length === 0 ? '' : ` Did you mean ${listed(fixes, 'or')}?`;
}

/** `a, b or c`. */
export function listed(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1] ?? ''}`;
}

/** Insertions, deletions, substitutions and swaps of neighbours, each counting one (optimal string alignment). */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[right.length] ?? 0;
}
