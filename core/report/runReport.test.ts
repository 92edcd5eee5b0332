// What `vswap run` prints and answers, from a scenario's text to the words on the screen.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileScenario } from '../scenario/compile';
import { runProgram, type ProgramRun } from './programRun';
import { runExitCode, runJson, runText, skippedText, totalText, type FileReport } from './runReport';

/** UPDATE_GOLDEN=1 writes it anew. */
const GOLDEN = new URL('./runReport.golden.txt', import.meta.url);

const MACHINE = 'machine { kernel ste-v1  memory 64M  zswap { compressor lz4 }  swap disk0 16M }\n';
const APP = `${MACHINE}task app\napp: map heap 4 pages\n`;

/** Title and scenario of each piece of the golden file. */
const SHOWN: readonly (readonly [title: string, text: string])[] = [
  ['nothing expected', 'task app\n'],
  ['one thing expected', `${APP}expect app.heap[0] is none\n`],
  [
    'labels, output, what holds and what does not',
    `${APP}app: write heap[0..3] text seed 1
app: pageout heap[0..3]
label "swapped out"
print zswap.stored_pages
print "as text"
expect all app.heap[0..3] is zswap
expect app.heap[1] is present
expect zswap.stored_pages == 5
expect app.heap[0].content == text seed 2
`,
  ],
  [
    'in a loop: what holds is one line, what fails is told each time',
    `${APP}for i in 0..3 {
  expect app.heap[i] is none
}
for i in 1..3 {
  expect zswap.stored_pages == i - 2
}
`,
  ],
  [
    'a statement that could not do its work',
    'machine { memory 1M }\ntask app\napp: map heap 400 pages\napp: write heap[0..399] random seed 1\n',
  ],
  [
    'in a race: each block has its say',
    `${APP.replace('machine {', 'machine { cpus 2 ')}race "both" {
  cpu 0 {
    app: write heap[0] text
    print app.heap[0]
    expect app.heap[0] is zero
  }
  cpu 1 {
    print "the other one"
    expect app.heap[3] is none
  }
  schedule 1:1, 0:3, 1
}
`,
  ],
  ['text that would move the cursor', 'print "a\u001b[31mb"\n'],
];

function run(text: string, file = 'story.vswap', traceSteps?: number): ProgramRun {
  const { value, problems } = compileScenario(text, file);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (value === undefined) throw new Error('it does not compile');
  const work = runProgram(value, { traceSteps });
  let next = work.next();
  while (next.done !== true) next = work.next();
  return next.value;
}

function report(text: string): FileReport {
  return { file: 'story.vswap', kernel: 'ste-v1', problems: [], run: run(text) };
}

const REFUSED: FileReport = {
  file: 'x.vswap',
  kernel: undefined,
  problems: [{ code: 'VS0501', severity: 'error', message: 'there is no such file', range: undefined }],
  run: undefined,
};

test('the text of a run is the golden one', () => {
  const shown = SHOWN.map(([title, text]) => `== ${title}\n${runText('story.vswap', run(text))}`).join('\n');
  // The number of steps changes with every step that the model learns to take.
  const found = shown.replace(/\d+ steps?\)/g, 'N steps)');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, found);
  expect(existsSync(GOLDEN), 'the golden file is missing; UPDATE_GOLDEN=1 writes it').toBe(true);
  expect(found).toBe(readFileSync(GOLDEN, 'utf8'));
});

test('JSON has the promised keys, in order', () => {
  const json = runJson(report(`${APP}print 6 * 7\nexpect app.heap[0] is none\nexpect app.heap[0] is zero\n`));
  expect(Object.keys(json)).toEqual(['file', 'kernel', 'ok', 'problems', 'expectations', 'output']);
  expect(json).toEqual({
    file: 'story.vswap',
    kernel: 'ste-v1',
    ok: false,
    problems: [],
    expectations: [
      { line: 5, text: 'app.heap[0] is none', ok: true, found: 'none' },
      { line: 6, text: 'app.heap[0] is zero', ok: false, found: 'none' },
    ],
    output: ['42'],
  });
});

test('a file that is about other kernels is left out: no failure, and it is told', () => {
  const skipped: FileReport = {
    file: 'v1.vswap',
    kernel: 'p4',
    problems: [],
    run: undefined,
    about: ['ste-v1', 'ste-v2'],
  };
  expect(skippedText('v1.vswap', 'p4', ['ste-v1', 'ste-v2'])).toBe(
    'v1.vswap skipped on p4: it is about ste-v1, ste-v2\n',
  );
  expect(totalText([skipped, report('task app\n')])).toBe('2 files: 1 ok, 1 skipped\n');
  expect(runExitCode([skipped, report('task app\n')])).toBe(0);
  expect(runExitCode([skipped, REFUSED])).toBe(2);
  expect(runJson(skipped)).toMatchObject({ ok: true, skipped: true, kernel: 'p4', expectations: [] });
});

test('a law that the scenario says it breaks is told once, and must break', () => {
  const devices = Array.from({ length: 9 }, (_, i) => `swap d${i + 1} 1M { priority ${i + 1} }`).join('  ');
  const text = (laws: string): string =>
    `machine { kernels ste-v2${laws}  ${devices} }\ntask app\napp: map heap 1 pages\napp: write heap[0] text\napp: pageout heap[0]\nprint app.heap[0]\n`;
  const findings = (laws: string): readonly string[] =>
    report(text(laws)).run?.events.flatMap((event) =>
      event.kind === 'finding' ? [`${event.severity} ${/[IJ]\d+/.exec(event.message)?.[0] ?? ''}`] : [],
    ) ?? [];
  expect(findings('  breaks J1')).toEqual(['warning J1']);
  expect(findings('')).toEqual(['error J1']);
  expect(findings('  breaks J1, J5')).toEqual(['warning J1', 'error J5']);
  expect(runExitCode([report(text('  breaks J1'))])).toBe(0);
  expect(runExitCode([report(text('  breaks J1, J5'))])).toBe(1);
});

test('JSON of a refused file says why, and null for what is not known', () => {
  expect(runJson(REFUSED)).toEqual({
    file: 'x.vswap',
    kernel: null,
    ok: false,
    problems: [{ line: null, column: null, severity: 'error', code: 'VS0501', message: 'there is no such file' }],
    expectations: [],
    output: [],
  });
});

describe('exit codes: the worst file counts', () => {
  const good = report(`${APP}expect app.heap[0] is none\n`);
  const failed = report(`${APP}expect app.heap[0] is zero\n`);
  test.each([
    [[good], 0, '1 files: 1 ok\n'],
    [[good, failed], 1, '2 files: 1 ok, 1 failed\n'],
    [[failed, REFUSED, good], 2, '3 files: 1 ok, 1 failed, 1 refused\n'],
  ] as const)('%#', (reports, code, total) => {
    expect(runExitCode(reports)).toBe(code);
    expect(totalText(reports)).toBe(total);
  });
});

test('what the simulator cannot do is said with its line, not thrown', () => {
  const { value } = compileScenario(`${APP}app: write heap[0] text seed 1\n`, 'story.vswap');
  if (value === undefined) throw new Error('it does not compile');
  const statements = value.statements.map((statement) =>
    statement.kind === 'write' ? { ...statement, pages: { ...statement.pages, area: 'nowhere' } } : statement,
  );
  const work = runProgram({ ...value, statements });
  let next = work.next();
  while (next.done !== true) next = work.next();
  expect(next.value.events).toMatchObject([{ kind: 'finding', severity: 'error', code: 'VS0506', line: 3 }]);
});

test('a million failures print a screenful and how many are left', () => {
  const text = runText('story.vswap', run('repeat 3000 {\n  expect zswap.stored_pages == 1\n}\n'));
  expect(text.split('\n').length).toBeLessThan(120);
  expect(text).toContain('... 2950 more; --json has them all');
  expect(text).toContain('0 of 3000 expectations hold');
});

test('a trace is bounded for each statement and for the run', () => {
  const scenario = `${APP}repeat 400 {\n  app: write heap[0..3] text seed 1\n  app: pageout heap[0..3]\n}\n`;
  const lines = runText('story.vswap', run(scenario, 'story.vswap', 50)).split('\n');
  expect(lines.filter((line) => line.startsWith('story.vswap:5 ')).length).toBeGreaterThan(10);
  expect(lines.some((line) => /^ {2}\.\.\. \d+ more steps of this statement$/.test(line))).toBe(true);
  expect(lines.length).toBeLessThan(20_300);
  expect(lines.some((line) => line.startsWith('(the trace of this run ends here'))).toBe(true);
});
