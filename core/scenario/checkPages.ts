// Pages of an area: the area must be mapped, the range forwards and inside it.

import type { Context } from './context.js';
import type { Expression, PageRange, SourceRange } from './program.js';
import type { Value } from './value.js';

export interface PageSite {
  readonly task: string;
  readonly area: string;
  readonly areaRange: SourceRange;
  /** Absent: the whole area. A bound is undefined when it was wrong and has been reported; one page is both bounds. */
  readonly index:
    { readonly first: Value | undefined; readonly last: Value | undefined; readonly range: SourceRange } | undefined;
}

/** `heap[0..15]` of a task: the area must be mapped and long enough. */
export function checkPages(site: PageSite, context: Context): PageRange | undefined {
  const area = context.names.use('area', site.area, site.areaRange, site.task);
  if (area === undefined) return undefined;
  if (site.index === undefined) {
    const literal = (value: number): Expression => ({
      kind: 'number',
      value: BigInt(value),
      unit: 'plain',
      range: site.areaRange,
    });
    return { task: site.task, area: site.area, first: literal(0), last: literal((area.pages ?? 1) - 1) };
  }
  const { first, last } = site.index;
  if (first === undefined || last === undefined) return undefined;
  const size = area.pages;
  if (first.bounds !== undefined && last.bounds !== undefined) {
    if (first.bounds.min > last.bounds.max) {
      context.problems.error(
        'VS0133',
        site.index.range,
        `The range is backwards: it begins at ${first.bounds.min} and ends at ${last.bounds.max}. Write the smaller page first.`,
        [`${last.bounds.max}..${first.bounds.min}`],
      );
      return undefined;
    }
    const outside =
      last.bounds.max >= (size ?? Infinity) ? last.bounds.max : first.bounds.min < 0 ? first.bounds.min : undefined;
    if (outside !== undefined) {
      context.problems.error(
        'VS0134',
        site.index.range,
        `Page ${outside} is outside ${site.task}.${site.area}, which has ${size ?? 0} pages: 0 to ${(size ?? 1) - 1}.`,
      );
      return undefined;
    }
  }
  return { task: site.task, area: site.area, first: first.expression, last: last.expression };
}
