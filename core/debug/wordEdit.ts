// Setting a value: which word a variable or expression stands in, and what that word becomes. What stands in no word of its own is refused, with what to set instead.
import { localType } from '../mm/locals';
import type { WordEdit } from '../scenario/program';
import type { BranchChange, RecordedRun } from '../timeline/recordedRun';
import { wordIndex } from '../word/brand';
import { decodeWord } from '../word/decode';
import { wordOf } from '../word/halves';
import { hexWord } from '../word/hex';
import { FORMAT_IDS, type FormatId } from '../word/layout';
import { addressText, parseTarget } from './dataTarget';
import { inFrame } from './localVariables';
import type { StackFrame } from './stack';
import type { Variable } from './variable';

export type EditAsked =
  { readonly kind: 'change'; readonly change: BranchChange } | { readonly kind: 'problem'; readonly message: string };

interface Place {
  readonly index: number;
  readonly format: FormatId | undefined;
  readonly field: string | undefined;
}

const problem = (message: string): EditAsked => ({ kind: 'problem', message });

/** What is set when a person sets a variable of a scope or of another variable: an expression or address that `editOf` takes. */
export function settableName({ name, expression, address, type }: Variable): string {
  const format = FORMAT_IDS.find((id) => id === type);
  if (address !== undefined && format !== undefined) return `0x${address.toString(16)} as ${format}`;
  return expression ?? name;
}

/**
 * `text`: an expression such as `virtual_table(vswap:512).tag`, or an address as dataTarget.ts spells it. `value`: a number, `true`, `false`, or an
 * expression that has one. Reads the machine at the cursor.
 */
export function editOf(run: RecordedRun, frame: StackFrame | undefined, text: string, value: string): EditAsked {
  const name = text.trim();
  const variables = run.operations.length === 0 ? {} : run.moment(run.cursor).operation.variables;
  if (frame?.kind === 'kernel' && Object.hasOwn(frame.frame.locals, name)) return localProblem(name);
  if (frame?.kind === 'statement' && Object.hasOwn(frame.variables, name))
    return problem(`${name} is a loop variable: it stands in the scenario, not in a word. Change the scenario.`);
  const place = placeOf(run, inFrame(run.view, frame, name), variables);
  if ('message' in place) return problem(place.message);
  const number = numberOf(run, inFrame(run.view, frame, value.trim()), variables);
  if (number === undefined)
    return problem(
      `"${value}" is no number: write 16, 0x10, true, false or an expression such as app.heap[0].entry.slot.`,
    );
  const { view } = run;
  const { lo, hi } = view.word(wordIndex(place.index));
  const old = wordOf(lo, hi);
  const made = place.field === undefined ? whole(number) : withField(run, old, place, number);
  if (typeof made === 'string') return problem(made);
  const edit: WordEdit = {
    index: wordIndex(place.index),
    lo: Number(made & 0xffffffffn),
    hi: Number(made >> 32n),
  };
  const shown = place.field === undefined ? hexWord(made) : value.trim();
  return { kind: 'change', change: { kind: 'words', words: [edit], text: `${name} = ${shown}` } };
}

function localProblem(name: string): EditAsked {
  const type = localType(name);
  const advice =
    type?.endsWith('*') === true
      ? 'Set a word of what it points at, by its address.'
      : 'Set the word that it was read from, such as swap_table(vswap:512), before the step that reads it.';
  return problem(`${name} is a local of the running function and stands in no word of memory. ${advice}`);
}

function placeOf(
  run: RecordedRun,
  text: string,
  variables: Readonly<Record<string, number>>,
): Place | { readonly message: string } {
  const parsed = parseTarget(text, run.view);
  if (parsed.kind === 'problem') return parsed;
  const { target } = parsed;
  if (target.kind === 'words')
    return target.first === target.last
      ? { index: target.first, format: target.format, field: target.field }
      : { message: `${text} is more than one word: set one at a time.` };
  const named = run.name(text, variables);
  if (named.word !== undefined) {
    const { word, format, field } = named.word;
    return { index: word.index, format, field };
  }
  if (named.entry !== undefined && !/[.(]/.test(text))
    return {
      message: `${text} is a slot: set one of its words, such as swap_table(${text}) or virtual_table(${text}).`,
    };
  const { answer, words } = run.watch(text, variables);
  if (answer.text === undefined) return { message: answer.problem ?? `"${text}" has no value here.` };
  const [only] = words;
  if (only !== undefined && words.length === 1 && named.number !== undefined) {
    const { lo, hi } = run.view.word(wordIndex(only));
    if (wordOf(lo, hi) === named.number) return { index: only, format: undefined, field: undefined };
  }
  return {
    message: `${text} stands in no word of its own: it is made of ${words.length} words${only === undefined ? '' : `, the first at ${addressText(run.view, only)}`}. Set a word by its address.`,
  };
}

function numberOf(run: RecordedRun, text: string, variables: Readonly<Record<string, number>>): bigint | undefined {
  if (/^-?(0x[0-9a-f]+|\d+)$/i.test(text)) return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
  if (text === 'true' || text === 'false') return text === 'true' ? 1n : 0n;
  const { number, word } = run.name(text, variables);
  return number ?? (word?.field === undefined && word !== undefined ? wordOf(word.word.lo, word.word.hi) : undefined);
}

function whole(value: bigint): bigint | string {
  if (value >= 2n ** 64n || value < -(2n ** 63n)) return `${value} does not fit a word of 64 bits.`;
  return BigInt.asUintN(64, value);
}

/** The word with some of its bits changed, so that they stand for `value`: some fields are stored inverted, of addresses the tag stays. */
function withField(run: RecordedRun, word: bigint, { format, field }: Place, value: bigint): bigint | string {
  const { kernel } = run.program.machine;
  const decoded = format === undefined ? undefined : decodeWord(word, format, kernel);
  const found = decoded?.fields.find(({ name }) => name === field);
  if (decoded === undefined || found === undefined || format === undefined)
    return `The word is ${decoded?.kind ?? 'a number'} and has no field ${field ?? ''}. Its fields: ${decoded?.fields.map(({ name }) => name).join(', ') ?? 'none'}.`;
  const [high, low] = found.bits;
  const ones = 2n ** BigInt(high - low + 1) - 1n;
  const bits = (word >> BigInt(low)) & ones;
  if (value < 0n) return `${value} does not fit ${field ?? ''}: it has no sign.`;
  const raw = found.value === bits ? value : found.value === (~bits & ones) ? ~value & ones : undefined;
  if (raw === undefined) return `${field ?? ''} is not stored as it is shown: set the whole word.`;
  if (value > ones) return `${value} does not fit the ${high - low + 1} bits of ${field ?? ''}: at most ${ones}.`;
  return (word & ~(ones << BigInt(low))) | (raw << BigInt(low));
}
