// How often a breakpoint must have been hit: `3` and `== 3` the third time, `>= 3` from then on, `% 3` every third time. Hits count from the beginning of the run.

export type HitCondition = (hit: number) => boolean;

export type ParsedHits =
  { readonly kind: 'hits'; readonly isDue: HitCondition } | { readonly kind: 'problem'; readonly message: string };

const FORM = /^\s*(==|=|>=|>|<=|<|%)?\s*([1-9]\d{0,14})\s*$/;

/** Hits count from 1. */
export function parseHits(text: string): ParsedHits {
  const [, operator = '==', digits] = FORM.exec(text) ?? [];
  if (digits === undefined)
    return {
      kind: 'problem',
      message: `"${text.slice(0, 40)}" is no hit count: write a number from 1, or "== 3", ">= 3", "> 3", "<= 3", "< 3", "% 3".`,
    };
  const count = Number(digits);
  return { kind: 'hits', isDue: (hit) => compares(operator, hit, count) };
}

function compares(operator: string, hit: number, count: number): boolean {
  switch (operator) {
    case '>=':
      return hit >= count;
    case '>':
      return hit > count;
    case '<=':
      return hit <= count;
    case '<':
      return hit < count;
    case '%':
      return hit % count === 0;
    default:
      return hit === count;
  }
}
