// What replays found, for people (an aligned table) and for programs (JSON).

import type { Difference } from './compare';
import { isReproduced, type ReplayResult } from './replay';

/** Colours of a terminal; the default leaves the text as it is. */
export interface ReplayColours {
  good(text: string): string;
  bad(text: string): string;
  dim(text: string): string;
}

const PLAIN: ReplayColours = { good: (text) => text, bad: (text) => text, dim: (text) => text };

/** One row a recording, the first difference under each row that has one, a row of sums. Ends with a line end. */
export function replayTable(results: readonly ReplayResult[], colours: ReplayColours = PLAIN): string {
  const { states, reproduced } = sums(results);
  const rows = [
    ...results.map((result) => [result.file, ...figures(result), `${result.checksHeld}/${result.checks}`]),
    [`${results.length} recordings`, ...figures({ states, reproduced }), checksOf(results)],
  ];
  const head = ['recording', 'states', 'reproduced', '', 'other figures'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const align = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const lines = [colours.dim(align(head))];
  results.forEach((result, index) => {
    const row = align(rows[index] ?? []);
    lines.push(isReproduced(result) ? colours.good(row) : colours.bad(row));
    for (const note of notes(result)) lines.push(`    ${note}`);
  });
  if (results.length !== 1) lines.push(align(rows.at(-1) ?? []));
  return `${lines.join('\n')}\n`;
}

/** The value behind `--json`; keys in the order in which they are printed. */
export function replayJson(results: readonly ReplayResult[]): ReplayJson {
  return {
    recordings: results.map((result) => ({
      file: result.file,
      states: result.states,
      reproduced: result.reproduced,
      first_difference: difference(result.firstDifference),
      checks: result.checks,
      checks_held: result.checksHeld,
      first_failed_check: difference(result.firstFailedCheck),
      stopped: result.stopped ?? null,
    })),
    ...sums(results),
  };
}

export interface ReplayJson {
  readonly recordings: readonly {
    readonly file: string;
    /** A state is one page in one dump. */
    readonly states: number;
    readonly reproduced: number;
    readonly first_difference: JsonDifference | null;
    /** Figures that are no page states: slots in use, /proc/swaps, errors, event counters. */
    readonly checks: number;
    readonly checks_held: number;
    readonly first_failed_check: JsonDifference | null;
    readonly stopped: { readonly line: number; readonly message: string } | null;
  }[];
  readonly states: number;
  readonly reproduced: number;
}

export interface JsonDifference {
  readonly line: number;
  readonly task: string | null;
  readonly page: number | null;
  readonly expected: string;
  readonly found: string;
  readonly text: string;
}

function difference(found: Difference | undefined): JsonDifference | null {
  return found === undefined ? null : { ...found, task: found.task ?? null, page: found.page ?? null };
}

function sums(results: readonly ReplayResult[]): { readonly states: number; readonly reproduced: number } {
  return {
    states: results.reduce((sum, result) => sum + result.states, 0),
    reproduced: results.reduce((sum, result) => sum + result.reproduced, 0),
  };
}

function checksOf(results: readonly ReplayResult[]): string {
  const held = results.reduce((sum, result) => sum + result.checksHeld, 0);
  return `${held}/${results.reduce((sum, result) => sum + result.checks, 0)}`;
}

function figures({ states, reproduced }: Pick<ReplayResult, 'states' | 'reproduced'>): readonly string[] {
  return [`${states}`, `${reproduced}`, percent(states, reproduced)];
}

/** 100 % only for all: 99.999 is cut, not rounded. */
function percent(states: number, reproduced: number): string {
  if (reproduced === states) return '100 %';
  return `${(Math.floor((reproduced / states) * 10000) / 100).toFixed(2)} %`;
}

function notes(result: ReplayResult): readonly string[] {
  const place = (line: number): string => `${result.file}:${line}:`;
  const found = [result.firstDifference, result.firstFailedCheck].flatMap((one) =>
    one ? [`${place(one.line)} ${one.text}`] : [],
  );
  return result.stopped ? [...found, `${place(result.stopped.line)} stopped: ${result.stopped.message}`] : found;
}
