// Setting a value: which word a variable or expression stands in, and what that word becomes. What stands in no word of its own is refused, with what to set instead.
import { localType } from '../mm/locals';
import type { WordEdit } from '../scenario/program';
import type { Frame } from '../timeline/moment';
import type { BranchChange, RecordedRun } from '../timeline/recordedRun';
import { wordIndex } from '../word/brand';
import { decodeWord } from '../word/decode';
import { fieldCoding } from '../word/fieldCoding';
import { wordOf } from '../word/halves';
import { hexWord } from '../word/hex';
import type { FormatId } from '../word/layout';
import { swpEntry } from '../word/swpEntry';
import { addressText, parseTarget } from './dataTarget';
import { inFrame } from './localVariables';
import { slotName } from './slotName';
import { variablesIn, type StackFrame } from './stack';
import type { Variable } from './variable';

export type EditAsked =
  { readonly kind: 'change'; readonly change: BranchChange } | { readonly kind: 'problem'; readonly message: string };

interface Place {
  readonly index: number;
  readonly format: FormatId | undefined;
  readonly field: string | undefined;
  /** What one in the word counts for: 4096 for pages that are read in bytes. */
  readonly unit: number;
}

const problem = (message: string): EditAsked => ({ kind: 'problem', message });

/** What is set when a person sets a variable of a scope or of another variable; of the variables of a frame it is the name. */
export function editOfVariable(
  run: RecordedRun,
  { name, place, expression, address }: Variable,
  value: string,
): EditAsked {
  const asked = place ?? expression;
  if (asked !== undefined) return editOf(run, undefined, asked, value);
  const instead =
    address === undefined
      ? 'Set the word or field that it comes from, or type what is to happen instead.'
      : `Words are set by their address, as in 0x${address.toString(16)} = 0x0.`;
  return problem(`${name} is worked out from other words and stands in none of its own. ${instead}`);
}

/** Whether `editOf` knows a place for this text. */
export function isPlace(run: RecordedRun, text: string, frame?: StackFrame): boolean {
  return !('message' in placeOf(run, text.trim(), variablesIn(run, frame)));
}

/**
 * `text`: an expression such as `virtual_table(vswap:512).tag`, or an address as dataTarget.ts spells it. `value`: a number, `true`, `false`, or an
 * expression that has one. Reads the machine at the cursor.
 */
export function editOf(run: RecordedRun, frame: StackFrame | undefined, text: string, value: string): EditAsked {
  const name = text.trim();
  const variables = variablesIn(run, frame);
  if (frame?.kind === 'kernel' && Object.hasOwn(frame.frame.locals, name)) return localProblem(run, frame.frame, name);
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
  const made = place.field === undefined ? whole(number, name, place.unit) : withField(run, old, place, number);
  if (typeof made === 'string') return problem(made);
  const edit: WordEdit = {
    index: wordIndex(place.index),
    lo: Number(made & 0xffffffffn),
    hi: Number(made >> 32n),
  };
  const shown = place.field === undefined && run.view.counterPlace(name) === undefined ? hexWord(made) : value.trim();
  return { kind: 'change', change: { kind: 'words', words: [edit], text: `${name} = ${shown}` } };
}

function localProblem({ view }: RecordedRun, { locals }: Frame, name: string): EditAsked {
  const type = localType(name);
  const value = locals[name] ?? 0;
  const slot = type === 'swp_entry_t' ? slotName(view, swpEntry(0, value)) : undefined;
  const advice =
    slot !== undefined
      ? `Set a word of the slot instead: swap_table(${slot}) = 0x0, or swap_table(${slot}).count = 2.`
      : type?.endsWith('*') === true && value !== 0
        ? `Set a word of what it points at instead, by its address: ${addressText(view, value)} = 0x0.`
        : 'Go back to before the step that reads it, and set the word that it is read from.';
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
      ? { index: target.first, format: target.format, field: target.field, unit: 1 }
      : { message: `${text} is more than one word: set one at a time.` };
  const counter = run.view.counterPlace(text);
  if (counter !== undefined) return { index: counter.word, format: undefined, field: undefined, unit: counter.unit };
  const named = run.name(text, variables);
  if (named.word !== undefined) {
    const { word, format, field } = named.word;
    return { index: word.index, format, field, unit: 1 };
  }
  if (named.entry !== undefined && !/[.(]/.test(text))
    return {
      message: `${text} is a slot: set one of its words, such as swap_table(${text}) or virtual_table(${text}).`,
    };
  const { problem: unknown } = run.ask(text, variables);
  return { message: unknown ?? `${text} stands in no word of its own, but is worked out from others: ${INSTEAD}` };
}

const INSTEAD =
  'set one of those, such as swap_table(vswap:512), swap_table(vswap:512).count, app.heap[0], or a word by its address.';

function numberOf(run: RecordedRun, text: string, variables: Readonly<Record<string, number>>): bigint | undefined {
  if (/^-?(0x[0-9a-f]+|\d+)$/i.test(text)) return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
  if (text === 'true' || text === 'false') return text === 'true' ? 1n : 0n;
  const { number, word } = run.name(text, variables);
  return number ?? (word?.field === undefined && word !== undefined ? wordOf(word.word.lo, word.word.hi) : undefined);
}

function whole(asked: bigint, name: string, unit: number): bigint | string {
  if (asked % BigInt(unit) !== 0n) return `${name} counts units of ${unit} bytes: ${asked} is no multiple of that.`;
  const value = asked / BigInt(unit);
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
  if (value < 0n) return `${value} does not fit ${field ?? ''}: it has no sign.`;
  const coding = fieldCoding(word, found);
  if (coding === undefined) return `${field ?? ''} is not stored as it is shown: set the whole word.`;
  if (value > ones) return `${value} does not fit the ${high - low + 1} bits of ${field ?? ''}: at most ${ones}.`;
  const raw = coding === 'plain' ? value : ~value & ones;
  return (word & ~(ones << BigInt(low))) | (raw << BigInt(low));
}
