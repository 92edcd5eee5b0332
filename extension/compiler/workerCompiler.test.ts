// What comes out of the worker is what compiling here gives; a launch that is called off ends the worker; without workers the debugger still works.
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelNames } from '../../scripts/model-names.mjs';
import type { CompileReply } from './compileMessages';
import { compileProgram } from './compileProgram';
import { openCompiler } from './openCompiler';
import { Assembly, piecesOf } from './pieces';
import { WorkerCompiler, type OpenCompiler } from './workerCompiler';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SAMPLES = fs.readdirSync(path.join(ROOT, 'samples')).filter((name) => /\.(vswap|rec)$/.test(name));

const NESTED = `machine { kernel ste-v2  memory 64M  swap disk0 4M }
task app
app: map heap 8 pages
repeat 2 {
  for i in 0..3 {
    app: write heap[i] zero
    repeat 3 { app: read heap[i] }
  }
  app: pageout heap[0..3]
}
repeat 1 { print "over" }
print "end"
`;

const long = (statements: number): string =>
  `machine { kernel p4  memory 64M }\n${'print "once more"\n'.repeat(statements)}repeat 2 {\n${'print "again"\n'.repeat(600)}}\n`;

let folder = '';
let open: OpenCompiler;
let started = 0;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(tmpdir(), 'vswap-compiler-'));
  const bundle = path.join(folder, 'compiler.cjs');
  await build({
    entryPoints: [path.join(ROOT, 'extension/compiler/compiler.node.ts')],
    outfile: bundle,
    bundle: true,
    // As it is packed: the parser must not rest on names that are gone then.
    minify: true,
    plugins: [modelNames],
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  open = (...args) => {
    started++;
    return openCompiler(bundle)(...args);
  };
}, 60_000);
afterAll(() => fs.rmSync(folder, { recursive: true }));

const never = (): AbortSignal => new AbortController().signal;

describe('in a worker', () => {
  test('every sample, bad text and an other kernel become the same as here, in one worker', async () => {
    const compiler = new WorkerCompiler(open);
    started = 0;
    for (const name of SAMPLES) {
      const text = fs.readFileSync(path.join(ROOT, 'samples', name), 'utf8');
      expect(await compiler.compile(text, name, undefined, never()), name).toEqual(
        compileProgram(text, name, undefined),
      );
    }
    for (const text of ['', 'app: reed heap[0]', NESTED, long(700)])
      expect(await compiler.compile(text, 'a.vswap', 'p4', never())).toEqual(compileProgram(text, 'a.vswap', 'p4'));
    expect(started).toBe(1);
    compiler.dispose();
  });

  test('called off, it ends at once; who waited beside gets a program from the next worker', async () => {
    const compiler = new WorkerCompiler(open);
    started = 0;
    const controller = new AbortController();
    const called = compiler.compile(long(15_000), 'a.vswap', undefined, controller.signal);
    const other = compiler.compile(NESTED, 'b.vswap', undefined, never());
    setTimeout(() => controller.abort(new Error('no more')), 20);
    const start = performance.now();
    await expect(called).rejects.toThrow('no more');
    expect(performance.now() - start).toBeLessThan(500);
    expect(await other).toEqual(compileProgram(NESTED, 'b.vswap', undefined));
    expect(started).toBe(2);
    await expect(compiler.compile(NESTED, 'b.vswap', undefined, controller.signal)).rejects.toThrow('no more');
    compiler.dispose();
  });
});

describe('without one', () => {
  test.each<{ readonly why: string; readonly open: OpenCompiler }>([
    { why: 'there are none', open: () => Promise.reject(new Error('no workers here')) },
    { why: 'its bundle is missing', open: (...args) => openCompiler(path.join(folder, 'missing.cjs'))(...args) },
    {
      why: 'it breaks down on its work',
      open: (_tell, broken) => Promise.resolve({ post: () => setTimeout(broken, 1), end: () => undefined }),
    },
  ])('$why: compiled here, then and later', async ({ open: openOther }) => {
    const compiler = new WorkerCompiler(openOther);
    const expected = compileProgram(NESTED, 'b.vswap', undefined);
    expect(await compiler.compile(NESTED, 'b.vswap', undefined, never())).toEqual(expected);
    expect(await compiler.compile(NESTED, 'b.vswap', undefined, never())).toEqual(expected);
    compiler.dispose();
  });

  test('a defect of the compiler reaches whoever asked', async () => {
    let tellDefect: (reply: CompileReply) => void = () => undefined;
    const compiler = new WorkerCompiler((tell) => {
      tellDefect = tell;
      return Promise.resolve({
        post: ({ id }) => tellDefect({ id, kind: 'failed', reason: 'a defect' }),
        end: () => undefined,
      });
    });
    await expect(compiler.compile('', 'a.vswap', undefined, never())).rejects.toThrow('a defect');
  });
});

test('no piece is large, however the statements are nested', () => {
  expect(compileProgram(NESTED, 'b.vswap', undefined).problems).toEqual([]);
  const parsed = compileProgram(long(700), 'a.vswap', undefined);
  const pieces = [...piecesOf(parsed)];
  expect(pieces.length).toBeGreaterThan(5);
  for (const piece of pieces) if (piece.kind === 'statements') expect(piece.statements.length).toBeLessThanOrEqual(256);
  const assembly = new Assembly();
  expect(pieces.map((piece) => assembly.add(structuredClone(piece))).at(-1)).toEqual(parsed);
});
