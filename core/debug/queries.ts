// Questions about the run that the scenario language has no words for, asked like functions in watches, hovers and the console: decode, resolve, who_wrote, when.
import { localType } from '../mm/locals';
import type { Hop, ModelView, WordView } from '../mm/view';
import { syntaxProblemOf } from '../scenario/compileExpression';
import type { Named, RecordedRun } from '../timeline/recordedRun';
import { stepIndex, wordIndex } from '../word/brand';
import { decodeWord } from '../word/decode';
import { scratch, wordOf } from '../word/halves';
import { hexWord } from '../word/hex';
import { FORMAT_IDS, type FormatId } from '../word/layout';
import { swpEntryToVal } from '../word/swpEntry';
import { unsetLocal } from './conditionLocals';
import { addressText } from './dataTarget';
import { lastWriter, type Writer } from './lastWriter';
import { inFrame, localVariable } from './localVariables';
import type { Position } from './position';
import type { Search } from './search';
import { seekTruth } from './seeks';
import { slotName } from './slotName';
import type { StackFrame } from './stack';
import { placeOf } from './stop';
import { namedChildren, variable, type Variable } from './variable';
import { decodedVariable, wordVariable } from './wordVariable';
import type { Evaluation } from './evaluate';

export const QUERIES = ['decode', 'resolve', 'who_wrote', 'when'] as const;
type QueryName = (typeof QUERIES)[number];

/** `text` as a query and what it asks about; undefined: it is none. */
export function queryOf(text: string): { readonly name: QueryName; readonly argument: string } | undefined {
  const [, word, argument] = /^\s*(\w+)\s*\(([\s\S]*)\)\s*$/.exec(text) ?? [];
  const name = QUERIES.find((one) => one === word);
  return name === undefined || argument === undefined ? undefined : { name, argument: argument.trim() };
}

/**
 * Answers at `at`, the cursor. Looks about in the record: run it as a query of the debugger. `variables`: loop variables in force; `frame`: the selected one,
 * whose locals the argument may name.
 */
export async function answerQuery(
  search: Search,
  at: Position,
  { name, argument: typed }: { readonly name: QueryName; readonly argument: string },
  variables: Readonly<Record<string, number>>,
  frame?: StackFrame,
): Promise<Evaluation> {
  const { run } = search;
  if (typed === '') return problem(`${name}() wants something in its brackets, such as ${name}(app.heap[0]).`);
  const local = name === 'decode' ? localEntry(run, frame, typed) : undefined;
  if (local !== undefined) return value(local);
  const unset = frame?.kind === 'kernel' ? unsetLocal(frame.frame, typed, variables) : undefined;
  if (unset !== undefined) return problem(unset);
  const argument = inFrame(run.view, frame, typed);
  switch (name) {
    case 'decode':
      return decode(run, argument, variables);
    case 'resolve':
      return resolve(run, argument, variables);
    case 'who_wrote': {
      const writer = await lastWriter(search, at, argument, variables);
      return writer.kind === 'nobody' ? problem(writer.reason) : value(writerVariable(run, argument, writer));
    }
    case 'when':
      return when(search, at, argument);
  }
}

/** A local that is an entry is shown as one, also when no device has its slot. */
function localEntry(run: RecordedRun, frame: StackFrame | undefined, name: string): Variable | undefined {
  if (frame?.kind !== 'kernel' || localType(name) !== 'swp_entry_t') return undefined;
  return localVariable(run.view, run.program.machine.kernel, frame.frame, name, false);
}

/** `decode(X)`, or `decode(X, pte)` to read it as another format: a word in memory, an entry, an address, or a number. */
function decode(run: RecordedRun, argument: string, variables: Readonly<Record<string, number>>): Evaluation {
  const [, text = argument, asked] = /^([\s\S]*?)(?:,\s*(\w+)\s*)?$/.exec(argument) ?? [];
  const format = asked === undefined ? undefined : FORMAT_IDS.find((id) => id === asked);
  if (asked !== undefined && format === undefined)
    return problem(`There is no word format ${asked}: use ${FORMAT_IDS.join(', ')}.`);
  const { view } = run;
  const { kernel } = run.program.machine;
  const named = run.name(text, variables);
  const { word, entry, number } = named;
  if (word !== undefined) return value(wordVariable(text, view, word.word, format ?? word.format, kernel));
  if (entry !== undefined) {
    swpEntryToVal(entry);
    return value(
      decodedVariable(text, decodeWord(wordOf(scratch.lo, scratch.hi), format ?? 'swp_entry', kernel), undefined),
    );
  }
  if (number === undefined)
    return problem(named.problem ?? `"${text}" is no word: decode a slot, a page, an address or a number.`);
  const at = view.indexOf(number);
  if (at === undefined)
    return value(decodedVariable(text, decodeWord(number, format ?? 'swap_table', kernel), undefined));
  return value(
    format === undefined ? rawWord(view, view.word(at)) : wordVariable(text, view, view.word(at), format, kernel),
  );
}

function rawWord(view: ModelView, { index, lo, hi }: WordView): Variable {
  return variable(
    addressText(view, index),
    `${hexWord(wordOf(lo, hi))}: say how to read it, such as decode(${addressText(view, index)}, pte)`,
    {
      address: view.address(index),
    },
  );
}

/** The way of a page through the tables, hop by hop, each leading on or not. */
function resolve(run: RecordedRun, text: string, variables: Readonly<Record<string, number>>): Evaluation {
  const named = run.name(text, variables);
  const { page } = named.page === undefined ? pageBehind(run, named) : named;
  if (page === undefined)
    return problem(
      named.problem ?? `"${text}" is no page and no slot that a page refers to: try resolve(app.heap[0]).`,
    );
  const { view } = run;
  const hops = view.resolve(page.task, page.area, page.page);
  const wrong = hops.filter((hop) => hop.kind === 'reverseMap' && !hop.agrees).length;
  const name = `${page.task}.${page.area}[${page.page}]`;
  const verdict = wrong === 0 ? 'all agree' : 'the reverse map DISAGREES';
  return value(
    variable(
      `resolve(${name})`,
      `${page.state}, ${hops.length} hops, ${verdict}: ${hops.map((hop) => hopPlace(view, hop)).join(' -> ')}`,
      {
        children: namedChildren(hops.length, () => hops.map((hop, i) => hopVariable(run, hop, i))),
      },
    ),
  );
}

/** A physical slot may be behind a virtual one, which the page refers to. */
function pageBehind(run: RecordedRun, { entry }: Named): Pick<Named, 'page'> {
  if (entry === undefined) return { page: undefined };
  const [page] = run.view.pagesOf(entry);
  if (page !== undefined) return { page };
  const owner = run.name(`rmap(${slotName(run.view, entry) ?? ''})`, {}).entry;
  return { page: owner === undefined ? undefined : run.view.pagesOf(owner)[0] };
}

function hopPlace(view: ModelView, hop: Hop): string {
  switch (hop.kind) {
    case 'pte':
      return 'PTE';
    case 'folio':
      return `folio pfn 0x${hop.pfn.toString(16)}`;
    case 'swapTable':
      return `${hop.slot.device}:${hop.slot.offset}${hop.backing ? '' : ' swap table'}`;
    case 'virtualTable':
      return 'virtual table';
    case 'zswapEntry':
      return `zswap_entry ${addressText(view, hop.entry)}`;
    case 'reverseMap':
      return `${slotName(view, hop.to) ?? '?'} ${hop.agrees ? 'agrees' : 'DISAGREES'}`;
  }
}

function hopVariable(run: RecordedRun, hop: Hop, place: number): Variable {
  const { view } = run;
  const { kernel } = run.program.machine;
  const titled = (title: string): string => `${place + 1} ${title}`;
  const word = (title: string, found: WordView, format: FormatId): Variable =>
    wordVariable(titled(title), view, found, format, kernel);
  switch (hop.kind) {
    case 'pte':
      return word('page table entry', hop.word, 'pte');
    case 'folio':
      return variable(titled('folio'), `pfn 0x${hop.pfn.toString(16)}`, { address: view.address(hop.folio) });
    case 'swapTable':
      return word(`swap_table(${hop.slot.device}:${hop.slot.offset})`, hop.word, 'swap_table');
    case 'virtualTable':
      return word(`virtual_table(${hop.slot.device}:${hop.slot.offset})`, hop.word, 'virtual_table');
    case 'zswapEntry': {
      const owner = slotName(view, hop.owner) ?? 'no slot';
      return variable(titled('zswap_entry'), `${hop.length} bytes compressed, swpentry ${owner}`, {
        address: view.address(hop.entry),
      });
    }
    case 'reverseMap': {
      const back = slotName(view, hop.to) ?? 'no slot';
      return variable(
        titled('reverse map'),
        `${hop.from.device}:${hop.from.offset} leads back to ${back}: ${hop.agrees ? 'agrees' : 'DISAGREES'}`,
      );
    }
  }
}

function writerVariable(run: RecordedRun, text: string, writer: Exclude<Writer, { kind: 'nobody' }>): Variable {
  const { write, what } = writer;
  const { index } = run.change(write);
  if (writer.kind === 'boot') {
    const { range, devices } = run.program.machine;
    const devicesMade = devices.length === 0 ? '' : ', whose devices are swapped on then';
    const by = range === undefined ? '' : ` by the machine block on line ${range.line}${devicesMade}`;
    return variable(`who_wrote(${text})`, `while the machine started (boot)${by}, before step 0: ${what}`, {
      address: run.view.address(wordIndex(index)),
      children: namedChildren(2, () => [
        variable('write', `${write} of the ${writer.of} of the boot`, { type: 'number' }),
        variable('place', range === undefined ? 'boot' : `line ${range.line}, "machine"`),
      ]),
    });
  }
  const { step, by } = writer;
  return variable(`who_wrote(${text})`, `step ${step}: ${what} by ${by}`, {
    address: run.view.address(wordIndex(index)),
    children: namedChildren(3, () => [
      variable('step', String(step), { type: 'number' }),
      variable('write', String(write), { type: 'number' }),
      variable('place', placeOf(run, step)),
    ]),
  });
}

/** The next step at which the expression becomes true, and the last one before. */
async function when(search: Search, at: Position, text: string): Promise<Evaluation> {
  const { run } = search;
  const broken = syntaxProblemOf(text);
  if (broken !== undefined) return problem(broken);
  const { problem: wrong } = run.ask(text, run.moment(stepIndex(at.step)).operation.variables);
  const next = await seekTruth(search, at, text, 1);
  const last = await seekTruth(search, at, text, -1, true);
  if (next.kind === 'nowhere' && last.kind === 'nowhere')
    return problem(`"${text}" does not become true anywhere in this run${wrong === undefined ? '' : ` (${wrong})`}.`);
  const told = (found: typeof next): string =>
    found.kind === 'found' ? `step ${found.stop.step}, before ${placeOf(run, found.stop.step)}` : 'never';
  return value(
    variable(`when(${text})`, `next ${told(next)}; before that ${told(last)}`, {
      children: namedChildren(2, () => [variable('next', told(next)), variable('last', told(last))]),
    }),
  );
}

const value = (found: Variable): Evaluation => ({ kind: 'value', variable: found });
const problem = (message: string): Evaluation => ({ kind: 'problem', message });
