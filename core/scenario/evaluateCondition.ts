// Conditions of expect on a kernel at its present moment, and what was found where one does not hold. Reads only.

import {
  type Value,
  type EvaluationContext,
  pageMember,
  describeValue,
  scalar,
  evaluate,
  type Variables,
} from './evaluate.js';
import { fieldOf, kindOf } from './wordsOfSlots.js';
import { contentHigh, contentLow } from '../content/content.js';

import { folio_test, PG, page_folio } from '../mm/folio.js';

import { type WordView } from '../mm/view.js';

import { type SwpEntry } from '../word/brand.js';
import { type Condition, type Expression } from './program.js';

export interface Verdict {
  readonly ok: boolean;
  readonly found: string;
}

export function checkCondition(run: EvaluationContext, condition: Condition, variables: Variables): Verdict {
  switch (condition.kind) {
    case 'not': {
      const inner = checkCondition(run, condition.of, variables);
      return { ok: !inner.ok, found: inner.found };
    }
    case 'and':
    case 'or': {
      const left = checkCondition(run, condition.left, variables);
      const right = checkCondition(run, condition.right, variables);
      const ok = condition.kind === 'and' ? left.ok && right.ok : left.ok || right.ok;
      if (ok) return { ok, found: `${left.found}, ${right.found}` };
      return {
        ok,
        found:
          condition.kind === 'and' && left.ok
            ? right.found
            : condition.kind === 'and'
              ? left.found
              : `${left.found}, ${right.found}`,
      };
    }
    case 'is':
      return checkState(run, condition, evaluate(run, condition.subject, variables));
    case 'compare':
      return compare(
        run,
        condition.operator,
        eachOf(run, condition.left, variables),
        evaluate(run, condition.right, variables),
      );
  }
}

/** One value for each page that a range names (`all app.heap[0..3].content == ...`), else the one value. */
function eachOf(run: EvaluationContext, expression: Expression, variables: Variables): readonly Value[] {
  if (expression.kind === 'member') {
    const of = evaluate(run, expression.of, variables);
    if (of.kind === 'pages') return of.pages.map((page) => pageMember(run, page, expression.name));
  }
  return [evaluate(run, expression, variables)];
}

function checkState(run: EvaluationContext, condition: Extract<Condition, { kind: 'is' }>, subject: Value): Verdict {
  const subjects: readonly Value[] =
    subject.kind === 'pages' ? subject.pages.map((page) => ({ kind: 'pages', pages: [page] })) : [subject];
  for (const each of subjects) {
    const holds = hasState(run, each, condition.state, condition.device) !== condition.negated;
    if (!holds)
      return {
        ok: false,
        found: each.kind === 'pages' && subjects.length > 1 ? describeValue(run, each, true) : describeValue(run, each),
      };
  }
  return { ok: true, found: subjects[0] === undefined ? 'nothing' : describeValue(run, subjects[0]) };
}

function hasState(run: EvaluationContext, value: Value, state: string, device: string | undefined): boolean {
  if (value.kind === 'pages') {
    const page = value.pages[0];
    if (page === undefined) return false;
    if (state === 'cached')
      return page.folio !== undefined && folio_test(run.k, page_folio(run.k, page.folio), PG.swapcache);
    if (state === 'lost') return run.view.isLost(page);
    return page.state === state && (device === undefined || page.device === device);
  }
  if (value.kind !== 'word') return false;
  // Without a table there is no word: what a zero word would say holds.
  const none = value.format === 'swap_table' ? 'null' : 'none';
  const kind = value.word === undefined ? none : kindOf(run, value.format, value.word).toLowerCase();
  if (value.format === 'swap_table') return kind === state;
  if (state === 'phys')
    return kind === 'swapfile' && (device === undefined || device === deviceOfWord(run, value.word));
  if (state === 'zero') return kind === 'zero' || (kind === 'none' && isZero(run, value.entry));
  if (state === 'folio') return kind === 'folio' || (kind === 'none' && isCachedOnly(run, value.entry));
  if (state === 'none') return kind === 'none' && !isZero(run, value.entry) && !isCachedOnly(run, value.entry);
  return kind === state;
}

/** The pages, as a scenario names them, that a condition that holds expects to be lost. */
export function lostPagesOf(run: EvaluationContext, condition: Condition, variables: Variables): readonly string[] {
  switch (condition.kind) {
    case 'not':
    case 'compare':
      return [];
    case 'and':
    case 'or':
      return [...lostPagesOf(run, condition.left, variables), ...lostPagesOf(run, condition.right, variables)];
    case 'is': {
      const subject = evaluate(run, condition.subject, variables);
      if (condition.state !== 'lost' || condition.negated || subject.kind !== 'pages') return [];
      return subject.pages
        .filter((page) => run.view.isLost(page))
        .map(({ task, area, page }) => `${task}.${area}[${page}]`);
    }
  }
}

function isZero(run: EvaluationContext, entry: SwpEntry): boolean {
  const word = run.view.slot(entry)?.swapTable;
  return word !== undefined && fieldOf(run, 'swap_table', word, 'zero') === 1n;
}

function isCachedOnly(run: EvaluationContext, entry: SwpEntry): boolean {
  const word = run.view.slot(entry)?.swapTable;
  return word !== undefined && kindOf(run, 'swap_table', word) === 'PFN' && !isZero(run, entry);
}

function deviceOfWord(run: EvaluationContext, word: WordView | undefined): string | undefined {
  const type = word === undefined ? undefined : fieldOf(run, 'virtual_table', word, 'type');
  return run.view.devices().find((device) => BigInt(device.type) === type)?.name;
}

function compare(run: EvaluationContext, operator: string, lefts: readonly Value[], right: Value): Verdict {
  if (right.kind === 'pages' || lefts.some((left) => left.kind === 'pages')) {
    return { ok: false, found: 'a page, which has no value of its own: compare its .entry or .content' };
  }
  for (const left of lefts) {
    const order = compareValues(left, right);
    const ok =
      order === undefined
        ? operator === '!=' && left.kind !== 'nothing' && right.kind !== 'nothing'
        : holds(operator, order);
    if (!ok)
      return { ok, found: describeValue(run, left.kind !== 'nothing' && right.kind === 'nothing' ? right : left) };
  }
  return { ok: true, found: lefts[0] === undefined ? 'nothing' : describeValue(run, lefts[0]) };
}

/** Negative, 0, positive; undefined: different things, so not equal. */
function compareValues(left: Value, right: Value): number | undefined {
  if (left.kind === 'contentPattern' && right.kind === 'content') return compareValues(right, left);
  if (left.kind === 'content' && right.kind === 'contentPattern') {
    return left.lo === contentLow(right.content) && left.hi === contentHigh(right.content, left.page.page)
      ? 0
      : undefined;
  }
  if (left.kind === 'content' && right.kind === 'content')
    return left.lo === right.lo && left.hi === right.hi ? 0 : undefined;
  if (left.kind === 'text' && right.kind === 'text') return left.text === right.text ? 0 : undefined;
  const a = scalar(left);
  const b = scalar(right);
  if (a === undefined || b === undefined) return undefined;
  return a === b ? 0 : a < b ? -1 : 1;
}

function holds(operator: string, order: number): boolean {
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}
