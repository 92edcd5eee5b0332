// What `vswap run` says of one file: events in order with their lines for people, the same as JSON for programs.

import type { KernelName } from '../scenario/program';
import { KERNEL_UNCERTAIN } from '../word/kernelName';
import { PLAIN, type Colours } from './colours';
import { printable } from './printable';
import type { ReportedProblem } from './problemText';
import { isRunOk, type ProgramRun, type RunEvent } from './programRun';

/** One file, run or refused. */
export interface FileReport {
  readonly file: string;
  /** undefined: refused before its kernel was known. */
  readonly kernel: KernelName | undefined;
  /** Of the file and its text; an error means that it did not run. */
  readonly problems: readonly ReportedProblem[];
  readonly run: ProgramRun | undefined;
  /** The kernels that it is about, when it was left out because another one was chosen. */
  readonly about?: readonly KernelName[];
}

/** Failed expectations and findings of one file that are printed; the others are counted. */
const MOST_FAILURES = 50;
/** Events of one file that are printed: loops can make millions. */
const MOST_EVENTS = 2000;

/** Nothing is wrong with a file that was left out. */
export function isReportOk({ run, about }: FileReport): boolean {
  return run === undefined ? about !== undefined : isRunOk(run);
}

/** 0: all held; 1: something did not; 2: a file was refused. The worst of all files counts. */
export function runExitCode(reports: readonly FileReport[]): 0 | 1 | 2 {
  if (reports.some(isRefused)) return 2;
  return reports.every(isReportOk) ? 0 : 1;
}

/** Text of a file that ran; its problems are printed by problemText.ts. Ends with a line end. */
export function runText(file: string, run: ProgramRun, colours: Colours = PLAIN): string {
  const lines = [`${colours.bold(printable(file))} ${colours.dim(`on ${run.kernel}`)}`];
  const uncertain = KERNEL_UNCERTAIN[run.kernel];
  const width = Math.max(4, String(run.events.reduce((most, { line }) => Math.max(most, line), 0)).length);
  if (uncertain !== undefined) lines.push(`${' '.repeat(width)}  ${colours.dim(uncertain)}`);
  let failures = 0;
  let left = 0;
  for (const event of joined(run.events)) {
    const isFailure = event.kind === 'finding' || (event.kind === 'expectation' && !event.ok);
    if (isFailure) failures++;
    if (isFailure ? failures > MOST_FAILURES : lines.length > MOST_EVENTS && event.kind !== 'trace') left++;
    else lines.push(...eventLines(event, width, colours));
  }
  if (left > 0) lines.push(`${' '.repeat(width)}  ... ${left} more; --json has them all`);
  lines.push(summary(run, width, colours));
  return lines.map((line) => `${line}\n`).join('');
}

function isRefused({ run, about }: FileReport): boolean {
  return run === undefined && about === undefined;
}

/** Of a file that was left out: why. Ends with a line end. */
export function skippedText(
  file: string,
  kernel: KernelName | undefined,
  about: readonly KernelName[],
  colours: Colours = PLAIN,
): string {
  return `${colours.bold(printable(file))} ${colours.dim(`skipped on ${kernel ?? '?'}: it is about ${about.join(', ')}`)}\n`;
}

/** Below several files: how many did what they say. */
export function totalText(reports: readonly FileReport[], colours: Colours = PLAIN): string {
  const skipped = reports.filter(({ about }) => about !== undefined).length;
  const ok = reports.filter(isReportOk).length - skipped;
  const refused = reports.filter(isRefused).length;
  const failed = reports.length - ok - skipped - refused;
  const counts = [
    `${ok} ok`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ];
  const text = `${reports.length} files: ${counts.join(', ')}`;
  return `${ok + skipped === reports.length ? colours.good(text) : colours.bad(text)}\n`;
}

export interface RunJson {
  readonly file: string;
  readonly kernel: KernelName | null;
  readonly ok: boolean;
  /** Left out, because it is about other kernels; absent otherwise. */
  readonly skipped?: true;
  readonly problems: readonly {
    /** null: the file as a whole. Both count from 1. */
    readonly line: number | null;
    readonly column: number | null;
    readonly severity: string;
    readonly code: string;
    readonly message: string;
  }[];
  readonly expectations: readonly {
    readonly line: number;
    readonly text: string;
    readonly ok: boolean;
    readonly found: string;
  }[];
  readonly output: readonly string[];
}

/** Problems of the text and findings of the run, in this order; everything else in the order of the run. */
export function runJson(report: FileReport): RunJson {
  const { file, kernel, problems, run } = report;
  const events = run?.events ?? [];
  const expectations: RunJson['expectations'][number][] = [];
  const output: string[] = [];
  const listed = problems.map(({ code, severity, message, range }) => ({
    line: range === undefined ? null : range.line,
    column: range === undefined ? null : range.column + 1,
    severity,
    code,
    message,
  }));
  for (const event of events) {
    if (event.kind === 'output') output.push(event.text);
    if (event.kind === 'expectation') {
      const { line, text, ok, found } = event;
      expectations.push({ line, text: conditionOf(text), ok, found });
    }
    if (event.kind === 'finding') {
      const { line, severity, code, message } = event;
      listed.push({ line, column: 1, severity, code, message });
    }
  }
  const ok = isReportOk(report);
  const skipped = report.about === undefined ? undefined : ({ skipped: true } as const);
  return { file, kernel: kernel ?? null, ok, ...skipped, problems: listed, expectations, output };
}

type CountedEvent = RunEvent & { readonly times?: number };

/** An expectation that holds every time it is met in a loop is one line, with how often. */
function* joined(events: readonly RunEvent[]): Generator<CountedEvent, void, void> {
  let last: (RunEvent & { readonly kind: 'expectation' }) | undefined;
  let times = 0;
  for (const event of events) {
    if (last !== undefined && event.kind === 'expectation' && event.ok && event.line === last.line) {
      times++;
      continue;
    }
    if (last !== undefined) yield { ...last, times };
    last = event.kind === 'expectation' && event.ok ? event : undefined;
    times = 1;
    if (last === undefined) yield event;
  }
  if (last !== undefined) yield { ...last, times };
}

function eventLines(event: CountedEvent, width: number, colours: Colours): readonly string[] {
  if (event.kind === 'trace') return event.lines.map((line, index) => (index === 0 ? line : colours.dim(line)));
  const line = colours.dim(String(event.line).padStart(width));
  const row = (word: string, paint: (text: string) => string, text: string): string =>
    `${line}  ${paint(word.padEnd(7))}  ${printable(text)}`;
  switch (event.kind) {
    case 'label':
      return [`${line}  ${colours.dim('label')}    ${colours.bold(printable(event.text))}`];
    case 'output':
      return [row('print', colours.dim, event.text)];
    case 'expectation': {
      const times = event.times === undefined || event.times === 1 ? '' : `  (${event.times} times)`;
      if (event.ok) return [row('ok', colours.good, conditionOf(event.text) + times)];
      return [
        row('FAILED', colours.bad, conditionOf(event.text)),
        `${' '.repeat(width)}           found ${printable(event.found)}`,
      ];
    }
    case 'finding':
      return [
        row(event.severity, event.severity === 'error' ? colours.bad : colours.warn, `${event.code}: ${event.message}`),
      ];
  }
}

function summary(run: ProgramRun, width: number, colours: Colours): string {
  const expectations = run.events.filter(({ kind }) => kind === 'expectation');
  const held = expectations.filter((event) => event.kind === 'expectation' && event.ok).length;
  const broken = run.events.filter((event) => event.kind === 'finding' && event.severity === 'error').length;
  const text = [
    expectations.length === 0
      ? 'no expectations'
      : `${held} of ${counted(expectations.length, 'expectation')} hold${expectations.length === 1 ? 's' : ''}`,
    ...(broken > 0 ? [counted(broken, 'error')] : []),
  ].join(', ');
  const size = `(${counted(run.operations, 'statement')}, ${counted(run.steps, 'step')})`;
  return `${' '.repeat(width)}  ${isRunOk(run) ? colours.good(text) : colours.bad(text)}  ${colours.dim(size)}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const conditionOf = (text: string): string => text.replace(/^expect\s+/, '');
