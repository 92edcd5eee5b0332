// The lines of a recording that say what the real kernel showed: page states, slots in use, /proc/swaps, errors, counters.

import type { Observation, ObservedRange } from '../scenario/program';
import { LIMITS, type ListedRange } from './recording';
import { quote, type ProblemList, type SourceLine, type Word } from './sourceLine';
import { wholeNumber } from './words';

export type DeviceSlots = readonly { readonly device: string; readonly slots: number }[];

const PLAIN_STATES = ['-', 'Z', 'P', 'PC', 'PH', 'PHC'] as const;
const EXPECTED_STATE = 'expected -, Z, P, PC, PH, PHC, ST/x or KT/x (for several pages ST/x-y)';

/** `RANGE=STATE` of a `=` line. */
export function observedRange(line: SourceLine, word: Word, problems: ProblemList): ObservedRange | undefined {
  const equals = word.text.indexOf('=');
  const [firstText, lastText, ...rest] = word.text.slice(0, Math.max(equals, 0)).split('-');
  const first = wholeNumber(firstText, LIMITS.pages);
  const last = lastText === undefined ? first : wholeNumber(lastText, LIMITS.pages);
  if (first === undefined || last === undefined || last < first || rest.length > 0) {
    return problems.at(line, word, 'VS0311', `found ${quote(word.text)}, expected PAGES=STATE such as 0-9=S0/1-10`);
  }
  const text = word.text.slice(equals + 1);
  const state = stateOf(text, last - first);
  if (state === undefined) {
    const length = last - first + 1;
    const count = length === 1 ? 'one page' : `${length} pages`;
    return problems.at(line, word, 'VS0311', `found state ${quote(text)} for ${count}; ${EXPECTED_STATE}`);
  }
  return { line: line.number, first, last, state };
}

/** `span` is the number of pages after the first. */
function stateOf(text: string, span: number): ObservedRange['state'] | undefined {
  const plain = PLAIN_STATES.find((state) => state === text);
  if (plain !== undefined) return { kind: plain };
  const parts = /^([SK])(\d{1,2})\/(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (parts === null) return undefined;
  const kind = parts[1] === 'S' ? 'S' : 'K';
  const slot = Number(parts[3]);
  const lastSlot = parts[4] === undefined ? slot : Number(parts[4]);
  if (Math.abs(lastSlot - slot) !== span || Math.max(slot, lastSlot) >= LIMITS.slots) return undefined;
  return { kind, type: Number(parts[2]), slot, step: lastSlot < slot ? -1 : 1 };
}

/**
 * Whether the states, in order, say every page of the dump's list exactly once. Returns the first place that does not fit: the line of
 * the state and what was expected there.
 */
export function misfit(
  list: readonly ListedRange[],
  states: readonly ObservedRange[],
): { readonly line: number | undefined; readonly expected: string } | undefined {
  let next = 0;
  for (const { first, last } of list) {
    let page = first;
    while (page <= last) {
      const state = states[next++];
      if (state === undefined) return { line: undefined, expected: `the state of page ${page}` };
      if (state.first !== page || state.last > last) {
        return { line: state.line, expected: `states of pages ${page === last ? page : `${page}-${last}`}` };
      }
      page = state.last + 1;
    }
  }
  const surplus = states[next];
  return surplus === undefined
    ? undefined
    : { line: surplus.line, expected: 'no more states: the list of the dump is complete' };
}

/** `DEV=N ...` of `used` and `left`; each device at most once. */
export function deviceSlots(
  line: SourceLine,
  devices: ReadonlySet<string>,
  problems: ProblemList,
): DeviceSlots | undefined {
  const found = new Map<string, number>();
  for (const word of line.words.slice(1)) {
    const [device = '', slotText, ...rest] = word.text.split('=');
    const slots = wholeNumber(slotText, LIMITS.slots);
    if (slots === undefined || rest.length > 0 || found.has(device)) {
      return problems.at(line, word, 'VS0311', `found ${quote(word.text)}, expected DEVICE=SLOTS, each device once`);
    }
    if (!devices.has(device)) {
      return problems.at(
        line,
        word,
        'VS0310',
        `no device ${quote(device)} in the header; there is ${[...devices].join(', ')}`,
      );
    }
    found.set(device, slots);
  }
  return [...found].map(([device, slots]) => ({ device, slots }));
}

/** `swaps DEV:USABLE:USED:PRIO ...`. */
export function swapsLine(
  line: SourceLine,
  devices: ReadonlySet<string>,
  problems: ProblemList,
): Observation | undefined {
  const rows: { device: string; usable: number; used: number; priority: number }[] = [];
  for (const word of line.words.slice(1)) {
    const parts = /^([^:]+):(\d{1,9}):(\d{1,9}):(-?\d{1,5})$/.exec(word.text);
    if (parts === null) {
      return problems.at(line, word, 'VS0311', `found ${quote(word.text)}, expected DEVICE:USABLE:USED:PRIORITY`);
    }
    const [, device = '', usable, used, priority] = parts;
    if (!devices.has(device)) {
      return problems.at(
        line,
        word,
        'VS0310',
        `no device ${quote(device)} in the header; there is ${[...devices].join(', ')}`,
      );
    }
    rows.push({ device, usable: Number(usable), used: Number(used), priority: Number(priority) });
  }
  return { kind: 'swaps', devices: rows };
}

/** `stats KEY=N ...`. */
export function statsLine(line: SourceLine, problems: ProblemList): Observation | undefined {
  const counters = new Map<string, number>();
  for (const word of line.words.slice(1)) {
    const parts = /^([A-Za-z0-9_/]{1,64})=(-?\d{1,15})$/.exec(word.text);
    const name = parts?.[1];
    if (parts === null || name === undefined || counters.has(name)) {
      return problems.at(line, word, 'VS0311', `found ${quote(word.text)}, expected COUNTER=N, each counter once`);
    }
    counters.set(name, Number(parts[2]));
  }
  return { kind: 'stats', counters: [...counters].map(([name, value]) => ({ name, value })) };
}
