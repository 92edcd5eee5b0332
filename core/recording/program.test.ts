// The statements that stand for the operations of a recording.

import { describe, expect, test } from 'vitest';
import type { Program, Statement } from '../scenario/program';
import { parseRecording } from './parse';
import { recordingProgram } from './program';

const HEADER = `oracle 1
name x
kernel 6.18.44
cpus 2
page_cluster 3
thp enabled=madvise 64kB=inherit 2048kB=never
zswap enabled=Y compressor=lzo-rle max_pool_percent=30
device zA kind=zram pages=4096 ssd=1 sync=1 block=1 discard_capable=1
device fA kind=file pages=2048 ssd=0 sync=0 block=0 discard_capable=0
ops`;
const FIRST_LINE = HEADER.split('\n').length + 1;

function programOf(operations: string, closing = ''): Program {
  const { value, problems } = parseRecording(`${HEADER}\n${operations}\nend\n${closing}end\n`, 'x.rec');
  if (value === undefined) throw new Error(problems.map((one) => one.message).join('\n'));
  return recordingProgram(value);
}

/** Line after `ops`, columns, whether joined with the next, and what matters of the statement. */
function shown(statement: Statement): string {
  const { range, text, continues, ...rest } = statement;
  const place = `${range.line - FIRST_LINE + 1}:${range.column}-${range.endColumn}`;
  const what = Object.entries(rest)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => (key === 'kind' ? `${value}` : `${key}=${inShort(value)}`));
  return [place, ...what, ...(continues ? ['...'] : [])].join(' ') + (text === '' ? ' (no text)' : '');
}

function inShort(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'range') return undefined;
    return typeof inner === 'bigint' ? Number(inner) : inner;
  })
    .replaceAll('"', '')
    .replace(
      /\{task:(\w+),area:arena,first:\{kind:number,value:(\d+),unit:plain\},last:\{kind:number,value:(\d+),unit:plain\}\}/,
      '$1[$2..$3]',
    );
}

describe('statements', () => {
  test('pages: every range of a list is a statement, all but the last joined with the next', () => {
    const program = programOf(
      'agent 0 cpu 1 pages 100\n0 write 0-9,30 txt\n0 refill 3-4 zero\n0 touch 1,2\n0 unmap 5-6',
    );
    expect(program.statements.map(shown)).toMatchInlineSnapshot(`
      [
        "1:0-23 task name=agent0 cpu=1 ...",
        "1:0-23 map task=agent0 area=arena pages=100 huge=false address=35184372088832",
        "2:8-11 write pages=agent0[0..9] content={kind:text,seed:1} ...",
        "2:12-14 write pages=agent0[30..30] content={kind:text,seed:2}",
        "3:9-12 free pages=agent0[3..4] ...",
        "3:9-12 write pages=agent0[3..4] content={kind:zero} ...",
        "3:9-12 pageout pages=agent0[3..4]",
        "4:8-9 touch pages=agent0[1..1] ...",
        "4:10-11 touch pages=agent0[2..2]",
        "5:8-11 unmap task=agent0 area=arena pages=agent0[5..6]",
        "6:0-3 exit task=agent0",
      ]
    `);
  });

  test.each([
    ['read', 'read'],
    ['pageout', 'pageout'],
    ['free', 'free'],
    ['willneed', 'madvise advice=willneed'],
    ['lazyfree', 'madvise advice=lazyfree'],
    ['mlock', 'madvise advice=mlock'],
    ['munlock', 'madvise advice=munlock'],
    ['huge', 'madvise advice=hugepage'],
    ['nohuge', 'madvise advice=nohugepage'],
  ])('%s', (operation, expected) => {
    const program = programOf(`agent 0 cpu 0 pages 9\n0 ${operation} 2-3`);
    expect(program.statements.map(shown)[2]).toBe(
      `2:${operation.length + 3}-${operation.length + 6} ${expected} pages=agent0[2..3]`,
    );
  });

  test('devices: mkswap says what the next swapon finds', () => {
    const program = programOf(
      'mkswap zA pages=1300 bad=5,7-8\nswapon zA prio=4 discard=pages\nswapon fA\nswapoff zA\nstatreset',
    );
    expect(program.statements.map(shown)).toMatchInlineSnapshot(`
      [
        "2:0-30 swapon device={name:zA,pages:1300,priority:4,rotational:false,synchronous:true,block:true,discard:pages,badSlots:[5,7,8]}",
        "3:0-9 swapon device={name:fA,pages:2048,rotational:true,synchronous:false,block:false,discard:none,badSlots:[]}",
        "4:0-10 swapoff device=zA",
        "5:0-9 resetCounters",
      ]
    `);
  });

  test('show, autosettle and sleep need no statement: a model without time has settled', () => {
    expect(programOf('autosettle 1\nsleep 100\nshow\nswaps').statements.map((one) => one.kind)).toEqual(['observe']);
  });

  test('agents that are left exit at the end, in order of their numbers, before the closing observations', () => {
    const operations = 'agent 2 cpu 0 pages 9\n2 fork 10 1\n2 fork 3 1\n3 exit';
    const program = programOf(operations, 'stats pswpout=1\nleft zA=0\n');
    expect(program.statements.slice(-5).map(shown)).toEqual([
      '4:0-6 exit task=agent3',
      '5:0-3 exit task=agent2',
      '5:0-3 exit task=agent10',
      '6:0-15 observe observation={kind:stats,counters:[{name:pswpout,value:1}]}',
      '7:0-9 observe observation={kind:left,used:[{device:zA,slots:0}]}',
    ]);
  });

  test('no two writes have the same content, so that stale data is noticed', () => {
    const { statements } = programOf('agent 0 cpu 0 pages 9\n0 write 1 rnd\n0 write 1 rnd\n0 refill 1,1 txt');
    const contents = statements.flatMap((one) => (one.kind === 'write' ? [inShort(one.content)] : []));
    expect(new Set(contents).size).toBe(4);
  });
});

test('the machine is that of the header', () => {
  const { machine } = programOf('agent 0 cpu 0 pages 100\n0 fork 1 1\n1 exit\n0 fork 2 1');
  expect(machine).toEqual({
    kernel: '6.18',
    cpus: 2,
    memory: (200 + 16384) * 4096,
    zswap: { enabled: true, compressor: 'lzo-rle', maxPoolPercent: 30, acceptThresholdPercent: 90 },
    devices: [],
    cgroups: [],
    sysctls: [
      { name: 'vm.page-cluster', value: 3 },
      { name: 'thp.64kB', value: 1 },
      { name: 'thp.2048kB', value: 0 },
      { name: 'zswap.ever_enabled', value: 1 },
    ],
    range: { line: 1, column: 0, endLine: 10, endColumn: 3 },
  });
});
