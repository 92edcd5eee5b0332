// Bisection among ascending positions: which operation or block a step or a write belongs to.

/** Index of the last element, of ascending ones, that is at most `value`. */
export function lastAtMost(length: number, at: (i: number) => number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
