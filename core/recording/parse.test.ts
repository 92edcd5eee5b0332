// What a recording may look like, and what is said of one that looks otherwise.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRecording, refusal } from './parse';
import { LIMITS } from './recording';

const SAMPLES = join(__dirname, '../../samples/recordings');
const samples = readdirSync(SAMPLES).map((file) => ({ file, text: readFileSync(join(SAMPLES, file), 'latin1') }));

const SMALL = `oracle 1
name small
kernel 6.18.44
cpus 2
page_cluster 3
thp enabled=madvise 64kB=inherit 2048kB=never
zswap enabled=N compressor=lzo max_pool_percent=20
device zA kind=zram pages=4096 ssd=1 sync=1 block=1 discard_capable=1
ops
# a comment
mkswap zA bad=5,7-8
swapon zA prio=3
swaps zA:4092:0:3
agent 0 cpu 1 pages 100
0 write 0-9,20 rnd
0 pageout 0-9,20
0 dump 0-9,20
= 0-3=S0/1-4 4=S0/6
= 5-9=K0/13-9 20=PC
used zA=11
0 fork 1 0
1 exit
end
stats pswpout=11
left zA=0
end
`;

/** SMALL with one line replaced (none given: removed). */
function withLine(line: number, ...replacement: string[]): string {
  return SMALL.split('\n')
    .toSpliced(line - 1, 1, ...replacement)
    .join('\n');
}

describe('good recordings', () => {
  test.each(samples)('$file', ({ file, text }) => {
    const { value, problems } = parseRecording(text, file);
    expect(problems).toEqual([]);
    expect(value?.name).toBe(file.replace('.rec', ''));
    // The oldest recordings have no `left` line.
    expect(['stats', 'stats left']).toContain(value?.closing.map((one) => one.text.split(' ')[0]).join(' '));
  });

  test('header, operations and observations are what the text says', () => {
    const { value } = parseRecording(SMALL, 'small.rec');
    expect(value).toMatchObject({
      file: 'small.rec',
      name: 'small',
      release: '6.18.44',
      cpus: 2,
      pageCluster: 3,
      hugePages: [
        { kilobytes: 64, policy: 'madvise' },
        { kilobytes: 2048, policy: 'never' },
      ],
      zswap: { enabled: false, compressor: 'lzo', maxPoolPercent: 20, everEnabled: false },
      devices: [{ name: 'zA', kind: 'zram', pages: 4096, rotational: false, synchronous: true, block: true }],
    });
    expect(value?.operations.map((one) => `${one.range.line} ${one.kind}`)).toEqual([
      '11 mkswap',
      '12 swapon',
      '13 observe',
      '14 agent',
      '15 write',
      '16 pageout',
      '17 observe',
      '21 fork',
      '22 exit',
    ]);
    expect(value?.operations[0]).toMatchObject({ device: 'zA', pages: 4096, badSlots: [5, 7, 8] });
    expect(value?.operations[6]).toMatchObject({
      range: { line: 17, column: 0, endLine: 20 },
      observation: {
        kind: 'dump',
        task: 'agent0',
        states: [
          { line: 18, first: 0, last: 3, state: { kind: 'S', type: 0, slot: 1, step: 1 } },
          { line: 18, first: 4, last: 4, state: { kind: 'S', type: 0, slot: 6, step: 1 } },
          { line: 19, first: 5, last: 9, state: { kind: 'K', type: 0, slot: 13, step: -1 } },
          { line: 19, first: 20, last: 20, state: { kind: 'PC' } },
        ],
        used: [{ device: 'zA', slots: 11 }],
      },
    });
  });

  test('Windows line ends change nothing', () => {
    const parsed = parseRecording(SMALL.replaceAll('\n', '\r\n'), 'small.rec');
    expect(parsed).toEqual(parseRecording(SMALL, 'small.rec'));
  });

  test('another release is replayed with a warning', () => {
    const { value, problems } = parseRecording(withLine(3, 'kernel 6.12.1'), 'small.rec');
    expect(value).toBeDefined();
    expect(problems).toMatchObject([{ code: 'VS0318', severity: 'warning', range: { line: 3 } }]);
  });
});

describe('one malformed line gives one message at its place', () => {
  test.each<[string, string, string, string]>([
    ['an empty file', '', '1:0 VS0301', "it begins with nothing, expected 'oracle 1'"],
    ['another text', 'machine {\n', '1:0 VS0301', "begins with 'machine {'"],
    ['a binary file', '\u007fELF\u0002\u0001\u0000', '1:0 VS0301', 'character U+007f'],
    ['a later version', withLine(1, 'oracle 2'), '1:0 VS0301', "'oracle 2'"],
    ['an unknown header entry', withLine(4, 'cpus 2', 'colour red'), '5:0 VS0303', "unknown header entry 'colour'"],
    ['a repeated header entry', withLine(4, 'cpus 2', 'cpus 2'), '5:0 VS0303', 'twice'],
    ['a missing header entry', withLine(4), '8:0 VS0304', "without cpus; add before 'ops'"],
    ['a missing ops', withLine(9), '10:0 VS0303', "without a line 'ops'"],
    ['a header alone', SMALL.split('\n').slice(0, 4).join('\n'), '4:0 VS0314', 'ends in the header'],
    ['too many cpus', withLine(4, 'cpus 65'), '4:5 VS0306', 'a number from 1 to 64'],
    ['a wrong flag', withLine(8, 'device zA kind=zram pages=9 ssd=2'), '8:32 VS0306', "found '2', expected 0, 1"],
    ['an unknown key', withLine(8, 'device zA kind=zram size=9'), '8:20 VS0306', "found 'size=9'"],
    ['an unknown operation', withLine(10, 'reboot'), '10:0 VS0305', "unknown operation 'reboot'"],
    ['an unknown operation of an agent', withLine(15, '0 wrote 0-9'), '15:2 VS0305', "unknown operation 'wrote'"],
    ['an operation of no agent', withLine(16, '7 pageout 0-9'), '16:0 VS0309', 'agent 7 does not exist; alive here: 0'],
    ['an operation of an agent that left', withLine(22, '1 exit', '1 read 0'), '23:0 VS0309', 'has exited'],
    ['an agent that exists', withLine(21, '0 fork 0 0', '0 fork 1 0'), '21:7 VS0309', 'exists already'],
    ['an unknown device', withLine(12, 'swapon zB'), '12:7 VS0310', "no device 'zB' in the header; there is zA"],
    ['a page beyond the arena', withLine(15, '0 write 3,90-100'), '15:10 VS0308', 'page 100 does not exist'],
    ['a backward range', withLine(15, '0 write 9-3'), '15:8 VS0307', 'write 3-9'],
    ['a damaged list', withLine(15, '0 write 1,,2'), '15:10 VS0307', "found '' in a page list"],
    ['an unknown content', withLine(15, '0 write 1 blue'), '15:10 VS0306', 'expected rnd, txt, same, zero'],
    ['words after the end', withLine(16, '0 pageout 1 2'), '16:12 VS0306', "'2' after the end of the operation"],
    ['a damaged state', withLine(19, '= 5-9=Q 20=PC'), '19:2 VS0311', "found state 'Q' for 5 pages"],
    ['too few slots for the pages', withLine(19, '= 5-9=K0/13-10 20=PC'), '19:2 VS0311', 'for 5 pages'],
    ['a state left out', withLine(19, '= 5-9=K0/13-9'), '17:0 VS0312', 'expected the state of page 20'],
    ['states of other pages', withLine(19, '= 6-9=- 20=PC'), '19:0 VS0312', 'expected states of pages 5-9'],
    ['too many states', withLine(19, '= 5-9=P 20=P 21=P'), '19:0 VS0312', 'no more states'],
    ['a dump without used', withLine(20), '17:0 VS0312', "without a 'used' line"],
    ['a misspelt dump', withLine(17, '0 dumb 0-9,20'), '17:2 VS0305', "unknown operation 'dumb'"],
    ['states without a dump', withLine(17), '17:0 VS0313', 'outside a dump'],
    ['a damaged swaps line', withLine(13, 'swaps zA:1:2'), '13:6 VS0311', 'DEVICE:USABLE:USED:PRIORITY'],
    ['an error of nothing', withLine(10, '! errno 22'), '10:0 VS0313', 'without an operation before it'],
    ['a damaged error', withLine(16, '0 pageout 0-9,20', '! error 22'), '17:0 VS0311', 'expected ! errno N'],
    ['closing lines too early', withLine(21, 'left zA=0', '0 fork 1 0'), '21:0 VS0313', "after 'end'"],
    ['other lines after the end', withLine(24, '0 read 1'), '24:0 VS0313', "after 'end'"],
    ['lines after the last end', `${SMALL}0 read 1\n`, '27:0 VS0313', "after the last 'end'"],
    ['a cut file', SMALL.slice(0, SMALL.indexOf('left')), '25:0 VS0314', 'it was cut'],
  ])('%s', (_, text, place, message) => {
    const { value, problems } = parseRecording(text, 'x.rec');
    expect(value).toBeUndefined();
    expect(problems.map(({ range, code }) => `${range.line}:${range.column} ${code}`)).toEqual([place]);
    expect(problems[0]?.message).toContain(message);
  });
});

test('every code has its entry in the docs', () => {
  const sources = readdirSync(__dirname).filter((file) => file.endsWith('.ts'));
  const codes = sources.flatMap((file) => readFileSync(join(__dirname, file), 'utf8').match(/VS03\d\d/g) ?? []);
  const documented = readFileSync(join(__dirname, '../../docs/errors.md'), 'utf8');
  expect([...new Set(codes)].filter((code) => !documented.includes(`| ${code} |`))).toEqual([]);
});

describe('bounds', () => {
  test('a huge text is refused before it is read', () => {
    const parsed = parseRecording(' '.repeat(LIMITS.characters + 1), 'big.rec');
    expect(refusal(parsed, 'big.rec')).toBe(
      'big.rec:1:1: VS0302 the file is too large for a recording: 9 MiB, at most 8 MiB',
    );
  });

  test('an endless line is refused', () => {
    const parsed = parseRecording(`${SMALL}${'x'.repeat(LIMITS.lineCharacters + 1)}`, 'x.rec');
    expect(parsed.problems).toMatchObject([{ code: 'VS0302', range: { line: 27 } }]);
  });

  test('a list with too many ranges is refused', () => {
    const parsed = parseRecording(withLine(15, `0 read ${'1,'.repeat(LIMITS.rangesInList)}1`), 'x.rec');
    expect(parsed.problems).toMatchObject([{ code: 'VS0315', range: { line: 15 } }]);
  });

  test('twenty problems are shown, the others counted', () => {
    const parsed = parseRecording(withLine(10, ...Array.from({ length: 50 }, () => 'reboot')), 'x.rec');
    expect(parsed.problems).toHaveLength(21);
    expect(parsed.problems.at(-1)).toMatchObject({ code: 'VS0319', message: 'and 30 more problems' });
    expect(refusal(parsed, 'x.rec')).toMatch(
      /^x\.rec:10:1: VS0305 unknown operation 'reboot'.* \(and at least 19 more\)$/,
    );
  });

  test('what is quoted from a text stays on one line', () => {
    const parsed = parseRecording(withLine(15, '0 wr\u001b[2Jite 1'), 'x.rec');
    expect(refusal(parsed, 'x.rec')).not.toMatch(/[^\x20-\x7e]/);
  });
});

describe('damaged texts', () => {
  const bytes = fc.constantFrom(...Array.from('0123456789=-,/:!#SKPHCZ abcdefx\n\r\t\0é'));
  const mutation = fc.record({ at: fc.nat(), remove: fc.nat(30), insert: fc.string({ unit: bytes, maxLength: 12 }) });

  test('whatever is damaged, the answer is a recording or a reason', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(SMALL, ...samples.map((one) => one.text)),
        fc.array(mutation, { maxLength: 6 }),
        (text, all) => {
          let damaged = text;
          for (const { at, remove, insert } of all) {
            const place = at % (damaged.length + 1);
            damaged = damaged.slice(0, place) + insert + damaged.slice(place + remove);
          }
          const parsed = parseRecording(damaged, 'x.rec');
          expect(parsed.value === undefined).toBe(refusal(parsed, 'x.rec') !== undefined);
          const lineCount = damaged.split('\n').length;
          for (const { range } of parsed.problems) expect(range.line).toBeLessThanOrEqual(lineCount + 1);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(parseRecording(text, 'x.rec').value).toBeUndefined();
      }),
    );
  });
});
