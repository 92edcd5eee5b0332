// What expressions and conditions of the language mean on a kernel at its present moment. Reads only.
import { contentText } from '../content/content.js';
import type { KernelView } from '../mm/inspect.js';
import { folio_pfn } from '../mm/folio.js';
import { contentWord } from '../mm/pageState.js';
import type { Kernel } from '../mm/kernel.js';
import type { PageView, ProgramNames, WordView } from '../mm/view.js';
import { wordOf } from '../word/halves.js';
import { slotOffset, type SwpEntry } from '../word/brand.js';
import { swpEntry, swpOffset, swpType } from '../word/swpEntry.js';
import { slotPath } from './slotPath.js';
import { fieldOf, kindOf, slotText } from './wordsOfSlots.js';
import { type Content, type Expression, type PageRange } from './program.js';

/** What evaluating needs of a run; RunContext has it. */
export interface EvaluationContext {
  readonly k: Kernel;
  readonly view: KernelView;
  readonly names: ProgramNames;
  /** Journal position at which the last statement began that wrote anything before position `write`; absent where no run is recorded. */
  readonly statementStart?: (write: number) => number;
}

/** Loop variables in force. */
export type Variables = Readonly<Record<string, number>>;

export type Value =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'slot'; readonly entry: SwpEntry }
  | { readonly kind: 'pages'; readonly pages: readonly PageView[] }
  | {
      readonly kind: 'word';
      readonly format: 'swap_table' | 'virtual_table';
      readonly word: WordView | undefined;
      readonly entry: SwpEntry;
    }
  | { readonly kind: 'content'; readonly lo: number; readonly hi: number; readonly page: PageView }
  | { readonly kind: 'contentPattern'; readonly content: Content }
  | { readonly kind: 'text'; readonly text: string }
  /** There is no such thing now; `reason` says why. */
  | { readonly kind: 'nothing'; readonly reason: string };

const PAGE_SIZE = 4096n;

export function evaluate(run: EvaluationContext, expression: Expression, variables: Variables): Value {
  switch (expression.kind) {
    case 'number':
      return { kind: 'number', value: expression.unit === 'pages' ? expression.value * PAGE_SIZE : expression.value };
    case 'variable': {
      const value = variables[expression.name];
      return value === undefined ? nothing(`${expression.name} has no value here`) : number(value);
    }
    case 'page':
      return pages(run, expression.pages, variables);
    case 'slot':
      return slot(run, expression.device, evaluate(run, expression.offset, variables));
    case 'call':
      return callFunction(
        run,
        expression.name,
        expression.args[0] === undefined ? nothing('no argument') : evaluate(run, expression.args[0], variables),
      );
    case 'member':
      return member(run, evaluate(run, expression.of, variables), expression.name);
    case 'counter': {
      const value = run.view.counter(expression.path);
      return value === undefined ? nothing(`the counter ${expression.path} is not kept by this kernel`) : number(value);
    }
    case 'content':
      return { kind: 'contentPattern', content: expression.content };
    case 'text':
      return { kind: 'text', text: expression.text };
    case 'binary':
      return arithmetic(
        expression.operator,
        evaluate(run, expression.left, variables),
        evaluate(run, expression.right, variables),
      );
  }
}

/** A number that must be there: page indexes and counts, which the checks have bounded. */
export function numberOf(run: EvaluationContext, expression: Expression, variables: Variables): number {
  const value = evaluate(run, expression, variables);
  return value.kind === 'number' ? Number(value.value) : 0;
}

export function scalar(value: Value): bigint | undefined {
  switch (value.kind) {
    case 'number':
      return value.value;
    case 'slot':
      return (BigInt(swpType(value.entry)) << 58n) | BigInt(swpOffset(value.entry));
    case 'word':
      return value.word === undefined ? 0n : wordOf(value.word.lo, value.word.hi);
    default:
      return undefined;
  }
}

function pages(run: EvaluationContext, range: PageRange, variables: Variables): Value {
  const first = numberOf(run, range.first, variables);
  const last = numberOf(run, range.last, variables);
  const found = run.view.pages(range.task, range.area, first, last);
  const missing = first + found.length;
  return missing <= last
    ? nothing(`${range.task}.${range.area}[${missing}] is not mapped now`)
    : { kind: 'pages', pages: found };
}

function slot(run: EvaluationContext, device: string, offset: Value): Value {
  if (offset.kind !== 'number') return nothing('the slot number is no number');
  const entry = run.view.entryOf(device, slotOffset(Number(offset.value)));
  return entry === undefined ? nothing(`swap device ${device} is not on`) : { kind: 'slot', entry };
}

function callFunction(run: EvaluationContext, name: string, argument: Value): Value {
  if (argument.kind !== 'slot')
    return argument.kind === 'nothing' ? argument : nothing(`${name}() wants a slot such as disk0:1`);
  const view = run.view.slot(argument.entry);
  if (view === undefined) return nothing(`the slot ${slotText(run, argument.entry)} is beyond the end of its device`);
  switch (name) {
    case 'swap_table':
      return { kind: 'word', format: 'swap_table', word: view.swapTable, entry: argument.entry };
    case 'virtual_table':
      return { kind: 'word', format: 'virtual_table', word: view.virtualTable, entry: argument.entry };
    case 'count':
      return number(view.count ?? 0);
    case 'memcg':
      return number(view.memcgId);
    case 'path': {
      const text = slotPath(run, argument.entry, run.statementStart?.(run.k.mem.cursor));
      return text === undefined
        ? nothing('the statement before was not recorded, or wrote too much')
        : { kind: 'text', text };
    }
    case 'rmap': {
      if (view.swapTable === undefined || kindOf(run, 'swap_table', view.swapTable) !== 'Pointer')
        return nothing(`${slotText(run, argument.entry)} backs no virtual slot`);
      const offset = fieldOf(run, 'swap_table', view.swapTable, 'offset') ?? 0n;
      const entry = run.view.entryOf('vswap', Number(offset));
      return entry === undefined ? nothing('there is no virtual device') : { kind: 'slot', entry };
    }
    default:
      return nothing(`there is no function ${name}`);
  }
}

export function member(run: EvaluationContext, of: Value, name: string): Value {
  if (of.kind === 'nothing') return of;
  if (of.kind === 'pages') return pageMember(run, of.pages[0], name);
  if (of.kind === 'slot')
    return name === 'type'
      ? number(swpType(of.entry))
      : name === 'offset'
        ? number(swpOffset(of.entry))
        : nothing(`a slot has no .${name}`);
  if (of.kind !== 'word') return nothing(`there is no .${name} of ${describeValue(run, of)}`);
  const { word, format } = of;
  if (name === 'word') return { kind: 'number', value: word === undefined ? 0n : wordOf(word.lo, word.hi) };
  if (word === undefined) return nothing('the cluster has no table, so the word is 0');
  if (name === 'kind') return { kind: 'text', text: kindOf(run, format, word).toLowerCase() };
  if (name === 'slot' && format === 'virtual_table') {
    const type = fieldOf(run, format, word, 'type');
    const offset = fieldOf(run, format, word, 'offset');
    if (type === undefined || offset === undefined)
      return nothing(`the word is ${kindOf(run, format, word)}, so it names no slot`);
    return { kind: 'slot', entry: swpEntry(Number(type), Number(offset)) };
  }
  const value = fieldOf(run, format, word, name);
  return value === undefined
    ? nothing(`a ${kindOf(run, format, word)} word has no field ${name}`)
    : { kind: 'number', value };
}

export function pageMember(run: EvaluationContext, page: PageView | undefined, name: string): Value {
  if (page === undefined) return nothing('there is no page');
  switch (name) {
    case 'entry':
      return page.entry === undefined ? nothing('the page has no swap entry') : { kind: 'slot', entry: page.entry };
    case 'content': {
      if (page.state === 'none' || page.state === 'lost' || page.state === 'poisoned')
        return nothing(page.state === 'none' ? 'the page was never written' : 'the page content is lost');
      const at = contentWord(run.k, page);
      return {
        kind: 'content',
        lo: at === undefined ? 0 : run.k.mem.lo(at),
        hi: at === undefined ? 0 : run.k.mem.hi(at),
        page,
      };
    }
    case 'word':
    case 'pte':
      return { kind: 'number', value: page.pte === undefined ? 0n : wordOf(page.pte.lo, page.pte.hi) };
    case 'address':
      return number(page.address);
    case 'pfn':
      return page.folio === undefined ? nothing('the page is not in memory') : number(folio_pfn(page.folio));
    default:
      return nothing(`a page has no .${name}`);
  }
}

function arithmetic(operator: string, left: Value, right: Value): Value {
  const a = scalar(left);
  const b = scalar(right);
  if (a === undefined || b === undefined) return nothing('the operands are not both numbers');
  switch (operator) {
    case '+':
      return { kind: 'number', value: a + b };
    case '-':
      return { kind: 'number', value: a - b };
    case '*':
      return { kind: 'number', value: a * b };
    case '/':
      return b === 0n ? nothing('division by zero') : { kind: 'number', value: a / b };
    case '%':
      return b === 0n ? nothing('division by zero') : { kind: 'number', value: a % b };
    case '<<':
      return { kind: 'number', value: BigInt.asUintN(64, a << (b > 64n ? 64n : b)) };
    case '>>':
      return { kind: 'number', value: a >> (b > 64n ? 64n : b) };
    case '&':
      return { kind: 'number', value: a & b };
    default:
      return { kind: 'number', value: a | b };
  }
}

/** In the scenario's own words; `named` puts the page's name in front. */
export function describeValue(run: EvaluationContext, value: Value, named = false): string {
  switch (value.kind) {
    case 'number':
      return value.value.toString();
    case 'slot':
      return slotText(run, value.entry);
    case 'pages': {
      const page = value.pages[0];
      if (page === undefined) return 'no page';
      if (value.pages.length > 1)
        return value.pages.map((each) => describeValue(run, { kind: 'pages', pages: [each] })).join(', ');
      const at = page.entry === undefined ? '' : ` (${slotText(run, page.entry)})`;
      const state = page.state === 'phys' ? `phys on ${page.device ?? '?'}` : page.state;
      return `${named ? `${page.task}.${page.area}[${page.page}] ` : ''}${state}${at}`;
    }
    case 'word':
      return value.word === undefined
        ? 'null (the cluster has no table)'
        : `${kindOf(run, value.format, value.word).toLowerCase()} 0x${wordOf(value.word.lo, value.word.hi).toString(16).padStart(16, '0')}`;
    case 'content':
      return contentText(value.lo, value.hi);
    case 'contentPattern':
      return 'seed' in value.content ? `${value.content.kind} seed ${value.content.seed}` : value.content.kind;
    case 'text':
      return value.text;
    case 'nothing':
      return `nothing: ${value.reason}`;
  }
}

const number = (value: number): Value => ({ kind: 'number', value: BigInt(Math.trunc(value)) });
const nothing = (reason: string): Value => ({ kind: 'nothing', reason });
